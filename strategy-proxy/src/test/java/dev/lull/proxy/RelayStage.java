package dev.lull.proxy;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.contract.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A relay with a service behind it, on ports of their own, and the sockets of both sides. */
final class RelayStage implements AutoCloseable {

    static final InetAddress HERE = InetAddress.getLoopbackAddress();
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final ActivityMonitor monitor;
    final InetSocketAddress frontend;
    private final ServerSocket service;
    private final List<Socket> sockets = new ArrayList<>();

    private RelayStage(RelayPath path, RelayOptions options, ServerSocket service, InetSocketAddress frontend) {
        this.service = service;
        this.frontend = frontend;
        this.monitor = open(path, options, frontend, (InetSocketAddress) service.getLocalSocketAddress());
    }

    static RelayStage with(RelayPath path, RelayOptions options) throws IOException {
        return with(path, options, freePort());
    }

    static RelayStage with(RelayPath path, RelayOptions options, InetSocketAddress frontend) throws IOException {
        return new RelayStage(path, options, new ServerSocket(freePort().getPort(), 1024, HERE), frontend);
    }

    static ActivityMonitor open(
            RelayPath path, RelayOptions options, InetSocketAddress frontend, InetSocketAddress service) {
        return path.provider()
                .open(
                        new MonitorTarget.Proxied(frontend, service),
                        MonitorOptions.builder().settings(options).build());
    }

    static InetSocketAddress freePort() throws IOException {
        return FreePort.at(HERE);
    }

    Socket connect() throws IOException {
        return remember(connectTo(frontend));
    }

    static Socket connectTo(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.connect(address, (int) PATIENCE.toMillis());
        return socket;
    }

    Socket accept() throws IOException {
        service.setSoTimeout((int) PATIENCE.toMillis());
        Socket socket = service.accept();
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return remember(socket);
    }

    void acceptAndClose() throws IOException {
        Socket socket = service.accept();
        socket.close();
    }

    void acceptAndEcho() throws IOException {
        try (Socket socket = service.accept()) {
            socket.getOutputStream().write(socket.getInputStream().read());
        }
    }

    void stopAccepting() throws IOException {
        service.close();
    }

    private synchronized Socket remember(Socket socket) {
        sockets.add(socket);
        return socket;
    }

    InetSocketAddress service() {
        return (InetSocketAddress) service.getLocalSocketAddress();
    }

    ActivitySnapshot snapshot() {
        return (ActivitySnapshot) monitor.read();
    }

    void await(Predicate<ActivitySnapshot> condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(this::snapshot, condition);
    }

    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public synchronized void close() throws IOException {
        monitor.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        service.close();
    }
}
