package dev.lull;

import java.time.Duration;
import java.util.List;

/** Other people's listeners: each hears all, and what one throws is logged and changes nothing. */
final class GuardedSleepListener implements SleepListener {

    private final GuardedListeners<SleepListener> listeners;

    GuardedSleepListener(List<SleepListener> listeners) {
        this.listeners = new GuardedListeners<>(
                listeners, System.getLogger(Sleeper.class.getName()), "sleeping and waking go on");
    }

    @Override
    public void onAsleep(Verdict.ShutDown verdict, Duration took) {
        listeners.each(listener -> listener.onAsleep(verdict, took));
    }

    @Override
    public void onWaking(Wake wake) {
        listeners.each(listener -> listener.onWaking(wake));
    }

    @Override
    public void onAwake(Wake wake, Duration took) {
        listeners.each(listener -> listener.onAwake(wake, took));
    }

    @Override
    public void onNotWoken(Wake wake, Exception failure, Duration tryAgainAfter) {
        listeners.each(listener -> listener.onNotWoken(wake, failure, tryAgainAfter));
    }

    @Override
    public void onWakePutOff(Wake wake, String reason, Duration wakesIn) {
        listeners.each(listener -> listener.onWakePutOff(wake, reason, wakesIn));
    }
}
