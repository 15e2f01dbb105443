package dev.lull.microbenchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * So many established sockets on loopback, a quarter of them a service's ends of its connections; the others are those
 * connections' clients, and connections to other ports. Those others are never accepted, so that they need one
 * descriptor for two sockets: 20,000 sockets fit into a limit of 20,000 descriptors.
 */
public final class LoopbackSockets implements AutoCloseable {

    private static final int CONNECTIONS_TO_A_LISTENER = 100;

    private final Deque<Channel> channels = new ArrayDeque<>();
    private final ServerSocketChannel service;
    private final ServerSocketChannel unused;

    /**
     * Opens the sockets.
     *
     * @param sockets how many; a multiple of 4
     * @throws IOException if one cannot be opened, for which the limit of descriptors is the usual reason
     */
    public LoopbackSockets(int sockets) throws IOException {
        service = listener();
        unused = listener();
        try {
            for (int i = 0; i < sockets / 4; i++) {
                connect(service);
                channels.push(service.accept());
            }
            ServerSocketChannel other = service;
            for (int i = 0; i < sockets / 4; i++) {
                if (i % CONNECTIONS_TO_A_LISTENER == 0) {
                    other = listener();
                }
                connect(other);
            }
        } catch (IOException e) {
            close();
            throw new IOException("opening " + sockets + " sockets (raise the limit with ulimit -n): " + e, e);
        }
    }

    /**
     * Returns the service's port.
     *
     * @return the local port of a quarter of the sockets
     * @throws IOException if the sockets are closed
     */
    public int port() throws IOException {
        return ((InetSocketAddress) service.getLocalAddress()).getPort();
    }

    /**
     * Returns a port that is listened at and that nobody uses.
     *
     * @return the local port of no connection
     * @throws IOException if the sockets are closed
     */
    public int unusedPort() throws IOException {
        return ((InetSocketAddress) unused.getLocalAddress()).getPort();
    }

    @Override
    public void close() throws IOException {
        while (!channels.isEmpty()) {
            channels.pop().close();
        }
    }

    private ServerSocketChannel listener() throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        channels.push(listener);
        return listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), CONNECTIONS_TO_A_LISTENER + 1);
    }

    private void connect(ServerSocketChannel listener) throws IOException {
        SocketChannel client = SocketChannel.open(listener.getLocalAddress());
        channels.push(client);
        client.setOption(StandardSocketOptions.SO_LINGER, 0); // closed by a reset: no TIME_WAIT row for the next trial
    }
}
