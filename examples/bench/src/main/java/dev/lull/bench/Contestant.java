package dev.lull.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Something that clients reach the service through, or that watches while they do. */
interface Contestant {

    /** What it is called in tables, on the command line and in reports; unique. */
    String name();

    /** What it is. */
    Standing.Kind kind();

    /** What runs, in one line. */
    String description();

    /** Why it cannot take part here, or empty if it seems that it can. */
    Optional<String> absence();

    /** Whether it can be told to end when idle. */
    default boolean stopsWhenIdle() {
        return false;
    }

    /** What measures this one's listener and looks from inside a JVM, as {@link ProbeMain} takes it; empty if nothing. */
    default Optional<String> probe() {
        return Optional.empty();
    }

    /**
     * Starts it, and waits until it works.
     *
     * @throws BenchException if it does not
     */
    Running start(Place place) throws BenchException;

    /**
     * Where it is to work.
     *
     * @param servicePort the service's port on loopback
     * @param scratch a folder for its files
     * @param idleTimeout to end when idle for so long, where {@link #stopsWhenIdle()}; empty for never
     */
    record Place(int servicePort, Path scratch, Optional<Duration> idleTimeout) {}

    /**
     * A contestant at work.
     *
     * @param port where clients connect, on loopback
     * @param process its process, or empty if there is none
     * @param startMillis from its start until it worked
     */
    record Running(int port, Optional<ChildProcess> process, double startMillis) implements AutoCloseable {
        @Override
        public void close() {
            process.ifPresent(ChildProcess::close);
        }
    }
}
