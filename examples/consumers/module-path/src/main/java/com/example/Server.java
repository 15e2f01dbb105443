package com.example;

import dev.lull.ActivityMonitor;
import dev.lull.IdleShutdownPolicy;
import dev.lull.IdleWatcher;
import dev.lull.MonitorTarget;
import dev.lull.Strategies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

/** As a module, which says by its own descriptor what it needs. */
public final class Server {

    private final ServerSocket socket;

    private Server() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private int port() {
        return socket.getLocalPort();
    }

    private void close() throws IOException {
        socket.close();
    }

    /** Runs until nobody has been connected for a second. */
    public static void main(String[] arguments) throws Exception {
        Duration idleTimeout = Duration.ofSeconds(1);
        Server app = new Server();
        try (ActivityMonitor monitor = Strategies.best().open(MonitorTarget.port(app.port()))) {
            IdleWatcher.of(monitor, IdleShutdownPolicy.idleAfter(idleTimeout), verdict -> app.close())
                    .run();
        }
        System.out.println("stopped: " + app.socket.isClosed());
    }
}
