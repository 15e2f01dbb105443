package dev.lull;

/** What a strategy can see or do; each one is checked by the contract tests against real sockets. */
public enum Capability {
    /** Connections that were open before the monitor are counted until they close. */
    EARLIER_CONNECTIONS,
    /** A connection that opens and closes between two looks is counted in {@link ActivitySnapshot#openedTotal()}. */
    SHORT_CONNECTIONS,
    /** Connections are told as they open and close, without anybody calling {@link ActivityMonitor#read()}. */
    EVENTS,
    /**
     * Bytes are measured: {@link ActivitySnapshot#traffic()} and {@link Connection#traffic()} where it applies. With
     * {@link #EVENTS} the end of a connection is told with all that it carried, or with nothing.
     */
    TRAFFIC,
    /** {@link ActivityMonitor#connections()} lists each connection with its peer. */
    PER_CONNECTION,
    /** New connections can be made to wait: {@link ActivityMonitor#door()} is there. */
    HOLDS_DOOR
}
