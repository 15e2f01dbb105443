package dev.lull;

import java.time.Duration;
import java.util.List;

/** Other people's listeners: each hears all, and what one throws is logged and changes nothing. */
final class GuardedWatchListener implements WatchListener {

    private final GuardedListeners<WatchListener> listeners;

    GuardedWatchListener(List<WatchListener> listeners) {
        this.listeners = new GuardedListeners<>(
                listeners, System.getLogger(GuardedWatchListener.class.getName()), "watching goes on");
    }

    @Override
    public void onLook(Reading reading, Verdict verdict) {
        listeners.each(listener -> listener.onLook(reading, verdict));
    }

    @Override
    public void onWarning(Duration stopsIn) {
        listeners.each(listener -> listener.onWarning(stopsIn));
    }

    @Override
    public void onWarningCalledOff(Verdict verdict) {
        listeners.each(listener -> listener.onWarningCalledOff(verdict));
    }

    @Override
    public void onVetoed(Veto.Objection objection) {
        listeners.each(listener -> listener.onVetoed(objection));
    }

    @Override
    public void onDoorNotShut(String reason, Duration tryAgainAfter) {
        listeners.each(listener -> listener.onDoorNotShut(reason, tryAgainAfter));
    }

    @Override
    public void onShutDown(Verdict.ShutDown verdict) {
        listeners.each(listener -> listener.onShutDown(verdict));
    }

    @Override
    public void onActionFailed(Exception failure, Duration tryAgainAfter) {
        listeners.each(listener -> listener.onActionFailed(failure, tryAgainAfter));
    }
}
