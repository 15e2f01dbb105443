package dev.lull;

import java.net.InetSocketAddress;
import java.util.Collection;

/**
 * Leads new connections for a target's ports to listening sockets of this process, whether or not somebody listens at
 * those ports: so a service that sleeps can be stood in for, and can bind its port again while clients still come. A
 * connection that was led keeps the port that its client asked for, and counts like any other. It ends with the process.
 *
 * <p>All methods are safe for use by any thread. On a closed monitor they do nothing.
 */
public interface Detour {

    /**
     * Leads new connections from now on; does nothing if it does so already.
     *
     * @param service where the service listened: nobody is led who asks for another address than that
     * @param listeners where this process listens, at other ports; one for each address family that is to be led, and no
     *     more
     * @throws StrategyException if that is not possible; nobody is led then
     * @throws NullPointerException if an argument is null
     */
    void begin(Collection<InetSocketAddress> service, Collection<InetSocketAddress> listeners);

    /** Lets new connections reach whoever listens at the ports. Whoever was led before is not touched. */
    void end();
}
