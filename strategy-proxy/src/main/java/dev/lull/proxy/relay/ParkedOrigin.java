package dev.lull.proxy.relay;

import dev.lull.spi.OwnEnds;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Dials for a client who was parked. One of this machine's loopback is dialled for from his own address, so that a service
 * that lets in this machine alone lets him in, as it would have; anybody else from an address that is nobody's, so that a
 * service that trusts 127.0.0.1 does not trust him. Each end is kept while the connection lasts, since whoever watches the
 * service's port is to leave it out.
 */
final class ParkedOrigin implements Origin {

    private final OwnEnds ends;
    private final InetAddress client;
    private final Optional<InetAddress> foreign;
    private @Nullable InetSocketAddress end;

    /**
     * Makes it.
     *
     * @param ends where its ends are kept
     * @param client whom it is for
     * @param foreign of IPv4, from where to dial for those of elsewhere; empty for what the system chooses
     */
    ParkedOrigin(OwnEnds ends, InetAddress client, Optional<InetAddress> foreign) {
        this.ends = ends;
        this.client = client;
        this.foreign = foreign;
    }

    @Override
    public SocketLoop.LocalEnd toward(InetSocketAddress to) {
        over();
        InetAddress from = source(to.getAddress());
        return new SocketLoop.LocalEnd() {
            @Override
            public InetAddress address() {
                return from;
            }

            @Override
            public void bound(InetSocketAddress where) {
                end = where;
                ends.add(where);
            }
        };
    }

    /** IPv6 has but one loopback address; what the system would choose for a service's own address is that one itself. */
    private InetAddress source(InetAddress service) {
        if (client.isLoopbackAddress() && client.getClass().equals(service.getClass())) {
            return client;
        }
        boolean stranger = !client.isLoopbackAddress() && service instanceof Inet4Address;
        return stranger ? foreign.orElse(service) : service;
    }

    @Override
    public void over() {
        InetSocketAddress gone = end;
        if (gone != null) {
            end = null;
            ends.remove(gone);
        }
    }
}
