package dev.lull.proxy;

import dev.lull.Cidr;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Says what a relay does with headers of the PROXY protocol, version 1 or 2 (doc/proxy-protocol.txt of HAProxy): with
 * those that peers send, and with the one that the service gets. Begin with {@link #OFF} and change what should differ.
 *
 * @param accept whether peers begin with a header
 * @param trustedSenders whose headers are believed, by the senders' own addresses. Otherwise anybody who can connect
 *     could claim any address, and so get around {@link RelayOptions#refuse()} and {@link RelayOptions#ignore()};
 *     section 2 of the specification asks for such a list. Not modifiable; by default this machine, 127.0.0.0/8 and ::1
 * @param headerTimeout how long a peer may take for its header; above zero, by default 5 s
 * @param send whether the service is told of the client by a header
 */
public record ProxyProtocol(Accept accept, List<Cidr> trustedSenders, Duration headerTimeout, Send send) {

    /** No header is looked for, and none is sent. */
    public static final ProxyProtocol OFF = new ProxyProtocol(
            Accept.OFF, List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1")), Duration.ofSeconds(5), Send.OFF);

    /**
     * Checks and copies the components.
     *
     * @throws NullPointerException if one of them is null
     * @throws IllegalArgumentException if {@code headerTimeout} is not above zero, or above {@link
     *     RelayOptions#LONGEST_TIMEOUT}
     */
    public ProxyProtocol {
        Objects.requireNonNull(accept, "accept");
        trustedSenders = List.copyOf(trustedSenders);
        Timeouts.require(headerTimeout, "headerTimeout");
        Objects.requireNonNull(send, "send");
    }

    /** Says whether peers begin with a header. */
    public enum Accept {
        /** Peers send no header: every byte is the client's. */
        OFF,
        /**
         * The {@linkplain #trustedSenders() trusted senders} may. One who does not is taken by its own address; one who
         * says nothing at all, after the header timeout. Of anybody else every byte is the client's.
         */
        OPTIONAL,
        /** Every peer sends a header and is a {@linkplain #trustedSenders() trusted sender}; anybody else is reset. */
        REQUIRED
    }

    /** Whether the service is told of the client by a header. */
    public enum Send {
        /** No header. */
        OFF,
        /** A line of text. */
        V1,
        /** The binary form. */
        V2
    }

    /**
     * Changes whether peers begin with a header.
     *
     * @param rule the rule
     * @return the changed settings
     * @throws NullPointerException if {@code rule} is null
     */
    public ProxyProtocol accepting(Accept rule) {
        return new ProxyProtocol(rule, trustedSenders, headerTimeout, send);
    }

    /**
     * Changes whose headers are believed.
     *
     * @param senders blocks of addresses, instead of those before
     * @return the changed settings
     * @throws NullPointerException if {@code senders} or one of them is null
     */
    public ProxyProtocol trusting(List<Cidr> senders) {
        return new ProxyProtocol(accept, senders, headerTimeout, send);
    }

    /**
     * Changes how long a peer may take for its header.
     *
     * @param timeout above zero, at most {@link RelayOptions#LONGEST_TIMEOUT}
     * @return the changed settings
     * @throws NullPointerException if {@code timeout} is null
     * @throws IllegalArgumentException if it is out of range
     */
    public ProxyProtocol waitingForHeader(Duration timeout) {
        return new ProxyProtocol(accept, trustedSenders, timeout, send);
    }

    /**
     * Changes whether the service is told of the client.
     *
     * @param version the version, or off
     * @return the changed settings
     * @throws NullPointerException if {@code version} is null
     */
    public ProxyProtocol sending(Send version) {
        return new ProxyProtocol(accept, trustedSenders, headerTimeout, version);
    }
}
