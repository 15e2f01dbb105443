package dev.lull;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a sleeper works with.
 *
 * @param wokenBy sees whoever is to wake it
 * @param policy when to fall asleep
 * @param whileAwake settles how it is watched while awake
 * @param whileAsleep settles how it is watched while asleep
 * @param stopAfter when to stop it for good, or let it sleep more deeply
 * @param stop stops it for good, if it does not sleep more deeply instead
 * @param deeper the deeper sleep
 */
record SleepSettings(
        ActivityMonitor monitor,
        ActivityMonitor wokenBy,
        IdleShutdownPolicy policy,
        Sleepable service,
        Consumer<IdleWatcher.Builder> whileAwake,
        Consumer<IdleWatcher.Builder> whileAsleep,
        IdleShutdownPolicy stopAfter,
        ShutdownAction stop,
        Optional<Sleepable> deeper,
        SleepListener listener,
        Duration minUptime,
        Duration minSleep,
        int mostWakes,
        Duration wakesWindow,
        NanoClock clock,
        NanoClock suspendClock,
        Pause pause) {

    /** Of the time until it first falls asleep. */
    IdleShutdownPolicy firstPolicy() {
        Duration grace = policy.startupGrace();
        return withGrace(grace.compareTo(minUptime) > 0 ? grace : minUptime);
    }

    /** Of each time that it has been woken. */
    IdleShutdownPolicy laterPolicy() {
        return withGrace(minUptime);
    }

    private IdleShutdownPolicy withGrace(Duration grace) {
        return policy.toBuilder(policy.idleTimeout()).startupGrace(grace).build();
    }
}
