package dev.lull.bench.race;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

/**
 * One run of a service, on both address families: tells each client its number. What its end does to clients is what a
 * process's end does: the listener goes, with whoever queues there, and so do the connections.
 */
final class RacingService implements AutoCloseable {

    private static final int BACKLOG = 64;

    private final int run;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;

    private RacingService(int run, ServerSocket listener, ExecutorService threads) {
        this.run = run;
        this.listener = listener;
        this.threads = threads;
    }

    /** Listens on a port that a run before may have had. */
    static RacingService start(int run, int port, ExecutorService threads) throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(port), BACKLOG);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        RacingService service = new RacingService(run, listener, threads);
        threads.execute(service::acceptAll);
        return service;
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                if (listener.isClosed()) {
                    socket.close();
                } else {
                    threads.execute(() -> serve(socket));
                }
            } catch (IOException e) {
                return; // the run is over
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            if (socket.getInputStream().read() == 1) {
                new DataOutputStream(socket.getOutputStream()).writeInt(run);
                int end = socket.getInputStream().read(); // the client closes first
                assert end < 0 : end;
            }
        } catch (IOException e) {
            return; // the client, or the run, is gone
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
