package dev.lull.contract;

import dev.lull.MonitorTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A real service and its real clients, every step in the test's hands: nothing is accepted, sent or closed unless the
 * test says so. Closing it closes all sockets it made.
 */
public final class Stage implements AutoCloseable {

    private static final int BACKLOG = 256;
    private static final int PATIENCE_MILLIS = 10_000;

    private ServerSocketChannel listener;
    private final InetSocketAddress service;
    private final Optional<InetSocketAddress> frontend;
    private final List<AutoCloseable> opened = new ArrayList<>();

    private Stage(InetSocketAddress address, boolean inPath) throws IOException {
        listener = ServerSocketChannel.open();
        listener.bind(address, BACKLOG);
        service = (InetSocketAddress) listener.getLocalAddress();
        frontend = inPath ? Optional.of(FreePort.at(address.getAddress())) : Optional.empty();
    }

    /**
     * Makes a listening service.
     *
     * @param address where it listens; the wildcard address gives a dual-stack socket, the JVM's default
     * @param inPath whether clients go through a relay in front of it
     * @return the stage
     * @throws IOException if it cannot listen
     */
    public static Stage at(InetAddress address, boolean inPath) throws IOException {
        return new Stage(FreePort.at(address), inPath); // nobody else gets it while the service does not listen
    }

    /**
     * Makes a listening service at a port of the caller's choice.
     *
     * @param address where it listens
     * @return the stage
     * @throws IOException if it cannot listen
     */
    public static Stage at(InetSocketAddress address) throws IOException {
        return new Stage(address, false);
    }

    /**
     * Returns what to watch.
     *
     * @return the service's port, or the relay in front of it
     */
    public MonitorTarget target() {
        return frontend.<MonitorTarget>map(front -> new MonitorTarget.Proxied(front, reachable(service)))
                .orElseGet(() -> MonitorTarget.port(service.getPort()));
    }

    /**
     * Returns what to watch: this service and another one as one.
     *
     * @param other the other service
     * @return the two ports
     */
    public MonitorTarget targetWith(Stage other) {
        return MonitorTarget.ports(new TreeSet<>(List.of(service.getPort(), other.service.getPort())));
    }

    /**
     * Returns the port that clients connect to.
     *
     * @return the relay's port, or the service's own
     */
    public int port() {
        return frontend.orElse(service).getPort();
    }

    /**
     * Connects a client by loopback.
     *
     * @return the client's socket
     * @throws IOException if nobody listens
     */
    public Socket connect() throws IOException {
        return connect(reachable(frontend.orElse(service)).getAddress());
    }

    /**
     * Connects a client.
     *
     * @param address to which address of this machine
     * @return the client's socket
     * @throws IOException if nobody listens
     */
    public Socket connect(InetAddress address) throws IOException {
        Socket socket = new Socket();
        opened.add(socket);
        socket.connect(new InetSocketAddress(address, port()), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /**
     * Begins to connect a client by loopback, and does not wait until it is let in.
     *
     * @return the client's channel, which does not block
     * @throws IOException if nobody listens, where that is known at once
     */
    public SocketChannel knock() throws IOException {
        return knock(reachable(frontend.orElse(service)).getAddress());
    }

    /**
     * Begins to connect a client, and does not wait until it is let in.
     *
     * @param address to which address of this machine
     * @return the client's channel, which does not block
     * @throws IOException if nobody listens, where that is known at once
     */
    public SocketChannel knock(InetAddress address) throws IOException {
        SocketChannel client = SocketChannel.open();
        opened.add(client);
        client.configureBlocking(false);
        boolean ignored = client.connect(new InetSocketAddress(address, port()));
        return client;
    }

    /**
     * Accepts the next connection as the service.
     *
     * @return the service's end
     * @throws IOException if none comes for ten seconds
     */
    public Socket accept() throws IOException {
        ServerSocket server = listener.socket();
        server.setSoTimeout(PATIENCE_MILLIS);
        Socket socket = server.accept();
        opened.add(socket);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /**
     * Stops listening; connections that were accepted stay.
     *
     * @throws IOException if that fails
     */
    public void stopListening() throws IOException {
        listener.close();
    }

    /**
     * Listens again where it listened before.
     *
     * @throws IOException if it cannot
     */
    public void listenAgain() throws IOException {
        listener = ServerSocketChannel.open();
        listener.bind(service, BACKLOG);
    }

    /**
     * Ends a connection with a reset instead of an orderly close.
     *
     * @param socket the end that resets
     * @throws IOException if the socket is closed
     */
    public static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** The wildcard address is none to connect to. */
    private static InetSocketAddress reachable(InetSocketAddress address) {
        return address.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
                : address;
    }

    @Override
    public void close() throws IOException {
        for (AutoCloseable socket : opened) {
            try {
                socket.close();
            } catch (Exception e) {
                throw new IOException("closing " + socket, e);
            }
        }
        listener.close();
    }
}
