package dev.lull.bench.contestant;

import dev.lull.bench.machine.ChildProcess;
import dev.lull.bench.model.BenchException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Something that clients reach the service through, or that watches while they do. */
public interface Contestant {

    /** The probe of the direct connection: how long until a thread in accept(2) has it, the least that can be. */
    String ACCEPT = "accept";

    /** What it is called in tables, on the command line and in reports; unique. */
    String name();

    /** What it is. */
    Kind kind();

    /** What runs, in one line. */
    String description();

    /** Why it cannot take part here, or empty if it seems that it can. */
    Optional<String> absence();

    /** Whether it can be told to end when idle. */
    default boolean stopsWhenIdle() {
        return false;
    }

    /** What measures this one's listener and looks from inside a JVM, as {@code ProbeMain} takes it; empty if nothing. */
    default Optional<String> probe() {
        return Optional.empty();
    }

    /**
     * Starts it, and waits until it works.
     *
     * @throws BenchException if it does not
     */
    Running start(StartOptions options) throws BenchException;

    /** Whether it does more than to show what the least cost is. */
    default boolean isWorking() {
        return kind() != Kind.DIRECT && kind() != Kind.FLOOR;
    }

    /**
     * Where it is to work.
     *
     * @param servicePort the service's port on loopback
     * @param scratch a folder for its files
     * @param idleTimeout to end when idle for so long, where {@link #stopsWhenIdle()}; empty for never
     */
    record StartOptions(int servicePort, Path scratch, Optional<Duration> idleTimeout) {

        /** Returns the same, with an idle timeout. */
        public StartOptions endingAfter(Duration idle) {
            return new StartOptions(servicePort, scratch, Optional.of(idle));
        }
    }

    /** What a contestant is. */
    enum Kind {
        /** No contestant but the limit: nothing in between. */
        DIRECT("direct", "direct: the limit"),
        /** No contestant but the least that a process can cost: a JVM that does nothing. */
        FLOOR("floor", "a JVM that does nothing"),
        /** Lull beside the path. */
        OBSERVING("observing", "Lull beside the path"),
        /** Lull in the path. */
        IN_PATH("in-path", "Lull in the path"),
        /** Somebody else's relay. */
        RIVAL("rival", "other relays");

        private final String id;
        private final String legend;

        Kind(String id, String legend) {
            this.id = id;
            this.legend = legend;
        }

        /** Returns the class in the page's style sheet. */
        public String id() {
            return id;
        }

        /** Returns what it is, in the page's legend. */
        public String legend() {
            return legend;
        }

        /** Tells whether clients connect to it, and it to the service. */
        public boolean inPath() {
            return this == IN_PATH || this == RIVAL;
        }
    }

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
