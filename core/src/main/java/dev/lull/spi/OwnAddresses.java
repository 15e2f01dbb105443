package dev.lull.spi;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** Tells which addresses are this machine's own, as far as this process's network namespace goes. */
public final class OwnAddresses {

    private OwnAddresses() {}

    /**
     * Tells whether whoever dials an address reaches this machine.
     *
     * @param address any address; the wildcard address is taken for this machine's, which the kernel takes it for
     * @return true if it is a loopback address, the wildcard address, or that of a network interface
     * @throws SocketException if the interfaces cannot be listed
     * @throws NullPointerException if {@code address} is null
     */
    public static boolean contain(InetAddress address) throws SocketException {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || NetworkInterface.getByInetAddress(address) != null;
    }
}
