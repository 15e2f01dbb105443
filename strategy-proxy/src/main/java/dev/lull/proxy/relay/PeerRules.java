package dev.lull.proxy.relay;

import dev.lull.Cidr;
import dev.lull.proxy.RelayOptions;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Who is not treated as everybody else.
 *
 * @param refused who is reset at once
 * @param ignored who is carried and counts for nothing
 * @param trusted who is believed when a PROXY protocol header says whose connection it is
 */
record PeerRules(List<Cidr> refused, List<Cidr> ignored, List<Cidr> trusted) {

    /** Why somebody is reset at once, for logs. */
    static final String REFUSED = "its address is to be refused";

    PeerRules {
        refused = List.copyOf(refused);
        ignored = List.copyOf(ignored);
        trusted = List.copyOf(trusted);
    }

    static PeerRules of(RelayOptions options) {
        return new PeerRules(
                options.refuse(), options.ignore(), options.proxyProtocol().trustedSenders());
    }

    boolean refuses(InetSocketAddress peer) {
        return isIn(refused, peer);
    }

    boolean ignores(InetSocketAddress client) {
        return isIn(ignored, client);
    }

    boolean trusts(InetSocketAddress sender) {
        return isIn(trusted, sender);
    }

    private static boolean isIn(List<Cidr> blocks, InetSocketAddress peer) {
        for (Cidr block : blocks) {
            if (block.contains(peer.getAddress())) {
                return true;
            }
        }
        return false;
    }
}
