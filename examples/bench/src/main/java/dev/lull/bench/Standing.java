package dev.lull.bench;

import java.util.List;

/**
 * How a contestant took part.
 *
 * @param name its name
 * @param kind what it is
 * @param description in one line, with its version where it has one
 * @param state whether it was measured
 * @param why if it was not: the reason
 * @param notes what else was seen, such as a lost half-close
 */
record Standing(String name, Kind kind, String description, State state, String why, List<String> notes) {

    /** What a contestant is. */
    enum Kind {
        /** No contestant but the limit: nothing in between. */
        DIRECT("direct"),
        /** No contestant but the least that a process can cost: a JVM that does nothing. */
        FLOOR("floor"),
        /** Lull beside the path. */
        OBSERVING("observing"),
        /** Lull in the path. */
        IN_PATH("in-path"),
        /** Somebody else's relay. */
        PEER("peer");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        String id() {
            return id;
        }
    }

    /** Whether it was measured. */
    enum State {
        /** It was, though single workloads may have failed. */
        MEASURED,
        /** It was not, for something is missing here. */
        ABSENT,
        /** It is here and did not work. */
        FAILED
    }

    Standing {
        notes = List.copyOf(notes);
    }
}
