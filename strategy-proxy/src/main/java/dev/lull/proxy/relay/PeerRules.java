package dev.lull.proxy.relay;

import dev.lull.Cidr;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Who is not treated as everybody else.
 *
 * @param refused who is reset at once
 * @param ignored who is carried and counts for nothing
 */
record PeerRules(List<Cidr> refused, List<Cidr> ignored) {

    PeerRules {
        refused = List.copyOf(refused);
        ignored = List.copyOf(ignored);
    }

    boolean refuses(InetSocketAddress peer) {
        return isIn(refused, peer);
    }

    boolean ignores(InetSocketAddress client) {
        return isIn(ignored, client);
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
