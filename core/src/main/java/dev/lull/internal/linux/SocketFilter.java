package dev.lull.internal.linux;

import java.util.Collection;

/**
 * Which sockets to ask sock_diag for. Immutable. The kernel may give more than asked when there are many ports: check
 * {@link DiagnosedSocket#localPort()}.
 */
public final class SocketFilter {

    private final PortFilter ports;
    private final int states;
    private final boolean measured;

    private SocketFilter(PortFilter ports, int states, boolean measured) {
        this.ports = ports;
        this.states = states;
        this.measured = measured;
    }

    /**
     * Asks for the sockets that may be open connections of some local ports, with their measures.
     *
     * @param ports the local ports, at least one
     * @return the filter
     */
    public static SocketFilter openOn(Collection<Integer> ports) {
        return new SocketFilter(new PortFilter(ports), TcpState.OPEN_MASK, true);
    }

    /**
     * Asks for the sockets that listen at some local ports.
     *
     * @param ports the local ports, at least one
     * @return the filter
     */
    public static SocketFilter listeningAt(Collection<Integer> ports) {
        return openOn(ports).inStates(1 << TcpState.LISTEN).unmeasured();
    }

    /**
     * Asks only for sockets in some states.
     *
     * @param mask the states, each as {@code 1 << state}
     * @return a new filter
     */
    public SocketFilter inStates(int mask) {
        return new SocketFilter(ports, mask, measured);
    }

    /**
     * Asks for no bytes and no last activity, which takes the kernel half as long.
     *
     * @return a new filter
     */
    public SocketFilter unmeasured() {
        return new SocketFilter(ports, states, false);
    }

    PortFilter ports() {
        return ports;
    }

    int states() {
        return states;
    }

    boolean measured() {
        return measured;
    }
}
