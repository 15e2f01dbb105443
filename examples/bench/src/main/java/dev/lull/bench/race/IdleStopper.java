package dev.lull.bench.race;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;

/** Stops one run of a service after the other when it is idle. For one thread. */
interface IdleStopper extends AutoCloseable {

    /** After so long without anybody a run is stopped. */
    Duration IDLE_TIMEOUT = Duration.ofMillis(20);

    /** Returns where clients connect. */
    int port();

    /** Returns how long after its deadline a stop may last: clients come until then. */
    Duration longestStop();

    /**
     * Watches a run until it is idle, and stops it.
     *
     * @param current the run
     * @param whenWatching called once, when the idle timeout begins
     * @return nanoseconds from the last look until it was stopped; empty if nobody tells
     * @throws IOException if the run cannot be watched or stopped
     */
    OptionalLong stopWhenIdle(RacedRun current, Runnable whenWatching) throws IOException, InterruptedException;

    @Override
    void close();
}
