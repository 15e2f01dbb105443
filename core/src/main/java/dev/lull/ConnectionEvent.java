package dev.lull;

import java.util.Objects;

/**
 * A connection opened or closed. A strategy with {@link Capability#EVENTS} tells the event as it happens; one that
 * polls finds it by comparing two looks and tells it during {@link ActivityMonitor#read()}.
 */
public sealed interface ConnectionEvent {

    /**
     * Returns the connection, as it was at the event.
     *
     * @return the connection; for {@link Closed} with its last known traffic
     */
    Connection connection();

    /**
     * Returns how many connections were open right after the event.
     *
     * @return 0 or more
     */
    int openConnections();

    /**
     * Returns when the event happened, or for a strategy that polls when it was found.
     *
     * @return nanoseconds of the monitor's {@link NanoClock}
     */
    long atNanos();

    /**
     * A connection opened. Connections older than the monitor are not announced.
     *
     * @param connection the connection
     * @param openConnections how many are open, this one included
     * @param atNanos when, in nanoseconds of the monitor's {@link NanoClock}
     */
    record Opened(Connection connection, int openConnections, long atNanos) implements ConnectionEvent {
        /**
         * Checks the components.
         *
         * @throws NullPointerException if {@code connection} is null
         */
        public Opened {
            Objects.requireNonNull(connection, "connection");
        }
    }

    /**
     * A connection closed; one older than the monitor is told too.
     *
     * @param connection the connection as last known
     * @param openConnections how many are still open
     * @param atNanos when, in nanoseconds of the monitor's {@link NanoClock}
     * @param leftNoTrace whether it was a probe that {@link Monitors#leavingOutProbes} leaves out: the service counts as
     *     idle for as long as it would without it
     */
    record Closed(Connection connection, int openConnections, long atNanos, boolean leftNoTrace)
            implements ConnectionEvent {
        /**
         * Checks the components.
         *
         * @throws NullPointerException if {@code connection} is null
         */
        public Closed {
            Objects.requireNonNull(connection, "connection");
        }

        /**
         * Makes the end of a connection that was use.
         *
         * @param connection the connection as last known
         * @param openConnections how many are still open
         * @param atNanos when, in nanoseconds of the monitor's {@link NanoClock}
         * @throws NullPointerException if {@code connection} is null
         */
        public Closed(Connection connection, int openConnections, long atNanos) {
            this(connection, openConnections, atNanos, false);
        }

        Closed leavingNoTrace() {
            return new Closed(connection, openConnections, atNanos, true);
        }
    }
}
