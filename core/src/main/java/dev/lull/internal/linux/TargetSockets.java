package dev.lull.internal.linux;

import dev.lull.spi.ConnectionSink;

/**
 * Sorts the sockets of a look: the target's open connections are handed on, its listeners noted, and at the end each port
 * is told that has none. Makes no objects. Not safe for use by several threads.
 */
public final class TargetSockets {

    private final TargetFilter filter;
    private final ServedPorts served;

    /**
     * Makes it for a target.
     *
     * @param filter what the target's are
     */
    public TargetSockets(TargetFilter filter) {
        this.filter = filter;
        this.served = new ServedPorts(filter);
    }

    /** Begins a look. */
    public void begin() {
        served.begin();
    }

    /**
     * Takes a socket, the target's or not.
     *
     * @param socket any socket of the kernel's table
     * @param sink gets it if it is an open connection of the target
     */
    public void take(SocketRow socket, ConnectionSink sink) {
        if (!filter.hasPort(socket.localPort())) {
            return;
        }
        if (socket.state() == TcpState.LISTEN) {
            served.listener(socket.localPort(), socket.localHigh(), socket.localLow());
        } else if (TcpState.isOpen(socket.state(), socket.inode())
                && filter.hasAddress(socket.localHigh(), socket.localLow())) {
            sink.row(socket);
        }
    }

    /**
     * Ends a look that was whole.
     *
     * @param sink is told of each port that nothing listens at
     */
    public void end(ConnectionSink sink) {
        served.tellUnserved(sink);
    }
}
