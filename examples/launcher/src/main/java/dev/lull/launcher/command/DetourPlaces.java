package dev.lull.launcher.command;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** Where Lull listens for those whom a detour leads to it: a loopback port of its own for each address family. */
final class DetourPlaces {

    private static final InetAddress IPV4 = loopback(127, 0, 0, 1);
    private static final InetAddress IPV6 = loopback(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    private DetourPlaces() {}

    private static InetAddress loopback(int... bytes) {
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e); // only for a wrong length
        }
    }

    /** Returns one for each family that is served: a socket at {@code ::} serves both. */
    static Set<InetSocketAddress> besides(Collection<InetSocketAddress> service) {
        Set<InetSocketAddress> places = new LinkedHashSet<>();
        for (InetSocketAddress address : service) {
            boolean ipv4 = address.getAddress() instanceof Inet4Address;
            if (ipv4 || address.getAddress().isAnyLocalAddress()) {
                places.add(new InetSocketAddress(IPV4, 0));
            }
            if (!ipv4) {
                places.add(new InetSocketAddress(IPV6, 0));
            }
        }
        return places;
    }
}
