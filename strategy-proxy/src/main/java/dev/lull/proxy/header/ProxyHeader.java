package dev.lull.proxy.header;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * What a header says.
 *
 * @param kind whose connection it is
 * @param ends the client's and the proxy's address, where the header names them
 */
public record ProxyHeader(Kind kind, Optional<Ends> ends) {

    /** The sender's own connection. */
    public static final ProxyHeader LOCAL = new ProxyHeader(Kind.LOCAL, Optional.empty());

    /** A client's connection of which the sender says no more: its own addresses hold. */
    public static final ProxyHeader UNKNOWN = new ProxyHeader(Kind.UNKNOWN, Optional.empty());

    /**
     * Checks the components.
     *
     * @throws NullPointerException if one of them is null
     */
    public ProxyHeader {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(ends, "ends");
    }

    /**
     * Makes the header of a client's connection.
     *
     * @param client the client's address
     * @param proxy where the client connected to
     * @return the header
     */
    public static ProxyHeader of(InetSocketAddress client, InetSocketAddress proxy) {
        return new ProxyHeader(Kind.PROXIED, Optional.of(new Ends(client, proxy)));
    }

    /** Whose connection it is. */
    public enum Kind {
        /** The sender's own, such as a health check: version 2's LOCAL. The only kind that is nobody's. */
        LOCAL,
        /** A client's, over TCP, with addresses. */
        PROXIED,
        /**
         * A client's, and not said whose: version 1's UNKNOWN, version 2's UNSPEC, and what is neither TCP over IPv4 nor
         * over IPv6. The connection's own addresses are to be used (sections 2.1 and 2.2).
         */
        UNKNOWN
    }

    /**
     * Both ends of the client's connection to the sender.
     *
     * @param client the source address
     * @param proxy the destination address
     */
    public record Ends(InetSocketAddress client, InetSocketAddress proxy) {
        /**
         * Checks the components.
         *
         * @throws NullPointerException if one of them is null
         */
        public Ends {
            Objects.requireNonNull(client, "client");
            Objects.requireNonNull(proxy, "proxy");
        }
    }
}
