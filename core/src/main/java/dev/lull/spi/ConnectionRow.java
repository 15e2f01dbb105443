package dev.lull.spi;

import java.net.InetSocketAddress;

/**
 * Shows one open connection while a look passes over it. A row is a cursor: it is valid only during
 * {@link ConnectionSink#row(ConnectionRow)} and shows another connection afterwards, so that a look at thousands of
 * connections makes no object for each. A source does not override what it does not measure.
 */
public interface ConnectionRow {

    /** The answer of {@link #idleNanos()}, {@link #bytesIn()} and {@link #bytesOut()} where they are not measured. */
    long UNKNOWN = -1;

    /**
     * Returns what tells this connection from every other one, in this look and in those before and after. Two rows of
     * one look with the same key and different ends make the look fail, because otherwise one of two clients would be
     * missed. A socket's inode will not do: it is 0 until the connection is accepted.
     *
     * @return a key, such as the kernel's socket cookie, or one made of both ends
     */
    long key();

    /**
     * Returns the service's end. Called only for connections not seen before.
     *
     * @return a new address; an IPv4 address for a v4-mapped one
     */
    InetSocketAddress local();

    /**
     * Returns the peer's end. Called only for connections not seen before.
     *
     * @return a new address; an IPv4 address for a v4-mapped one
     */
    InetSocketAddress remote();

    /**
     * Returns how long ago bytes last moved either way.
     *
     * @return nanoseconds, 0 or more, or {@link #UNKNOWN}
     */
    default long idleNanos() {
        return UNKNOWN;
    }

    /**
     * Returns the bytes received from the peer.
     *
     * @return 0 or more, or {@link #UNKNOWN}
     */
    default long bytesIn() {
        return UNKNOWN;
    }

    /**
     * Returns the bytes sent to the peer.
     *
     * @return 0 or more, or {@link #UNKNOWN}
     */
    default long bytesOut() {
        return UNKNOWN;
    }
}
