package dev.lull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** Somebody else's listener: what it throws is logged and changes nothing. */
final class GuardedWatchListener implements WatchListener {

    private static final Logger LOG = System.getLogger(GuardedWatchListener.class.getName());

    private final WatchListener listener;

    GuardedWatchListener(WatchListener listener) {
        this.listener = listener;
    }

    @Override
    public void onLook(Reading reading, Verdict verdict) {
        guard(() -> listener.onLook(reading, verdict));
    }

    @Override
    public void onWarning(Duration stopsIn) {
        guard(() -> listener.onWarning(stopsIn));
    }

    @Override
    public void onWarningCalledOff(Verdict verdict) {
        guard(() -> listener.onWarningCalledOff(verdict));
    }

    @Override
    public void onVetoed(Veto.Objection objection) {
        guard(() -> listener.onVetoed(objection));
    }

    @Override
    public void onDoorNotShut(String reason, Duration tryAgainAfter) {
        guard(() -> listener.onDoorNotShut(reason, tryAgainAfter));
    }

    @Override
    public void onShutDown(Verdict.ShutDown verdict) {
        guard(() -> listener.onShutDown(verdict));
    }

    @Override
    public void onActionFailed(Exception failure) {
        guard(() -> listener.onActionFailed(failure));
    }

    private static void guard(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a listener threw; watching goes on", e);
        }
    }
}
