package dev.lull.proxy.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/**
 * Where the relay itself listens, so that it does not dial itself for ever when a name leads back to it.
 *
 * @param address the listener's own
 */
record OwnFrontend(InetSocketAddress address) {

    /** Whether dialling there reaches this relay. Asks the system only if the port is the same. */
    boolean isReachedAt(InetSocketAddress other) {
        if (other.getPort() != address.getPort()) {
            return false;
        }
        InetAddress here = address.getAddress();
        return address.equals(other) || (here.isAnyLocalAddress() && isOfThisMachine(other.getAddress()));
    }

    private static boolean isOfThisMachine(InetAddress other) {
        try {
            return other.isLoopbackAddress()
                    || other.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(other) != null;
        } catch (SocketException e) {
            return false; // nothing says that it is
        }
    }
}
