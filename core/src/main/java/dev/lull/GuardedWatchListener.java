package dev.lull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Other people's listeners: each hears all, and what one throws is logged and changes nothing. */
final class GuardedWatchListener implements WatchListener {

    private static final Logger LOG = System.getLogger(GuardedWatchListener.class.getName());

    private final List<WatchListener> listeners;

    GuardedWatchListener(List<WatchListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void onLook(Reading reading, Verdict verdict) {
        each(listener -> listener.onLook(reading, verdict));
    }

    @Override
    public void onWarning(Duration stopsIn) {
        each(listener -> listener.onWarning(stopsIn));
    }

    @Override
    public void onWarningCalledOff(Verdict verdict) {
        each(listener -> listener.onWarningCalledOff(verdict));
    }

    @Override
    public void onVetoed(Veto.Objection objection) {
        each(listener -> listener.onVetoed(objection));
    }

    @Override
    public void onDoorNotShut(String reason, Duration tryAgainAfter) {
        each(listener -> listener.onDoorNotShut(reason, tryAgainAfter));
    }

    @Override
    public void onShutDown(Verdict.ShutDown verdict) {
        each(listener -> listener.onShutDown(verdict));
    }

    @Override
    public void onActionFailed(Exception failure) {
        each(listener -> listener.onActionFailed(failure));
    }

    private void each(Consumer<WatchListener> call) {
        for (WatchListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (RuntimeException | LinkageError | AssertionError e) {
                LOG.log(Level.WARNING, "a listener threw; watching goes on", e);
            }
        }
    }
}
