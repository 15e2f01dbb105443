package dev.lull.spi;

import dev.lull.Witness;

/**
 * Looks at connections for a polling strategy. {@link PollingMonitor} calls it from one thread at a time and closes it.
 *
 * <p>What counts as open is fixed for all strategies: ESTABLISHED and CLOSE_WAIT, and FIN_WAIT_1 and FIN_WAIT_2 while a
 * process still owns the socket. Never LISTEN, SYN_SENT, SYN_RECV, TIME_WAIT, LAST_ACK, CLOSING, nor an orphan.
 */
public interface ConnectionSource extends AutoCloseable {

    /**
     * Says in one line what is looked at, for logs.
     *
     * @return such as {@code "sock_diag"}
     */
    String description();

    /**
     * Takes one look at every open connection of the target, and at who listens at its ports.
     *
     * @param sink gets each connection, and each port that nobody serves; what it was given before an exception is
     *     forgotten
     * @throws UnreadableException if the look failed or may not be complete
     */
    void look(ConnectionSink sink) throws UnreadableException;

    /**
     * Tells whether a look can miss a connection that is open all the while, because the system hands its table out
     * piece by piece while it changes. The monitor then takes a connection for closed only when a second pass misses it
     * too; a look at which none is missing costs nothing more.
     *
     * @return true where a look is not one moment's picture; by default false
     */
    default boolean mayMissConnections() {
        return false;
    }

    /**
     * Returns the second source that must agree before a stop is final. Any thread may ask for it, and it need not be
     * opened before.
     *
     * @return the witness, always the same one; by default {@linkplain Witness#none none}
     */
    default Witness witness() {
        return Witness.none(description() + " has no second source");
    }

    /** Frees what the source and its witness hold. Idempotent; never throws. */
    @Override
    void close();
}
