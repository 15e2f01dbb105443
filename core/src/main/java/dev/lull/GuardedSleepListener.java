package dev.lull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Other people's listeners: each hears all, and what one throws is logged and changes nothing. */
final class GuardedSleepListener implements SleepListener {

    private static final Logger LOG = System.getLogger(Sleeper.class.getName());

    private final List<SleepListener> listeners;

    GuardedSleepListener(List<SleepListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void onAsleep(Verdict.ShutDown verdict, Duration took) {
        each(listener -> listener.onAsleep(verdict, took));
    }

    @Override
    public void onWaking(Wake wake) {
        each(listener -> listener.onWaking(wake));
    }

    @Override
    public void onAwake(Wake wake, Duration took) {
        each(listener -> listener.onAwake(wake, took));
    }

    @Override
    public void onNotWoken(Wake wake, Exception failure, Duration tryAgainAfter) {
        each(listener -> listener.onNotWoken(wake, failure, tryAgainAfter));
    }

    @Override
    public void onWakePutOff(Wake wake, String reason, Duration wakesIn) {
        each(listener -> listener.onWakePutOff(wake, reason, wakesIn));
    }

    private void each(Consumer<SleepListener> call) {
        for (SleepListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (RuntimeException | LinkageError | AssertionError e) {
                LOG.log(Level.WARNING, "a listener threw; sleeping and waking go on", e);
            }
        }
    }
}
