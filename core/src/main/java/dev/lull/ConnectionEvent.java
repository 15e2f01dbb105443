package dev.lull;

import java.util.Objects;

/**
 * A connection opened or closed. A strategy with {@link Capability#EVENTS} tells it as it happens; one that polls finds
 * it by comparing two looks and tells it during {@link ActivityMonitor#read()}.
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
     * Returns when it happened, or for a poller when it was found.
     *
     * @return nanoseconds of the monitor's {@link NanoClock}
     */
    long atNanos();

    /**
     * A connection is open that was not before. Connections older than the monitor are not announced.
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
     * A connection is not open any more. Told of connections older than the monitor too.
     *
     * @param connection the connection as last known
     * @param openConnections how many are still open
     * @param atNanos when, in nanoseconds of the monitor's {@link NanoClock}
     */
    record Closed(Connection connection, int openConnections, long atNanos) implements ConnectionEvent {
        /**
         * Checks the components.
         *
         * @throws NullPointerException if {@code connection} is null
         */
        public Closed {
            Objects.requireNonNull(connection, "connection");
        }
    }
}
