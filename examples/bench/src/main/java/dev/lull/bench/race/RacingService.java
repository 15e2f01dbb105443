package dev.lull.bench.race;

import dev.lull.Verdict;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One run of a service, on both address families: tells each client its number. What its end does to clients is what a
 * process's end does: the listener goes, with whoever queues there, and so do the connections.
 */
final class RacingService implements RacedRun {

    /** What a client says. */
    static final int REQUEST = 1;

    /** Relays of the run before may take a moment to give back a port that this one is given for its own end. */
    private static final long LONGEST_IN_USE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long BETWEEN_TRIALS_MILLIS = 10;

    private static final long LONGEST_ACCEPT_SECONDS = 10;
    private static final int BACKLOG = 64;

    private final int run;
    private final ServerSocket listener;
    private final CountDownLatch accepting = new CountDownLatch(1);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;

    private RacingService(int run, ServerSocket listener, ExecutorService threads) {
        this.run = run;
        this.listener = listener;
        this.threads = threads;
    }

    /** Listens on a port that a run before may have had. */
    static RacingService start(int run, int port, ExecutorService threads) throws IOException, InterruptedException {
        RacingService service = new RacingService(run, listen(port), threads);
        threads.execute(service::acceptAll);
        return service;
    }

    private static ServerSocket listen(int port) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_IN_USE_NANOS;
        while (true) {
            try {
                return bind(port);
            } catch (BindException inUse) {
                if (System.nanoTime() - deadline > 0) {
                    throw inUse;
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIALS_MILLIS);
            }
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(port), BACKLOG);
            return listener;
        } catch (IOException e) {
            listener.close();
            throw e;
        }
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
                break; // the run is over
            }
        }
        accepting.countDown();
    }

    private void serve(Socket socket) {
        try (socket) {
            if (socket.getInputStream().read() == REQUEST) {
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
    public Collection<Long> processes() {
        return List.of(ProcessHandle.current().pid());
    }

    @Override
    public void shutDown(Verdict.ShutDown verdict) throws IOException {
        close();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Returns when nobody can be let in any more, as after a process's end: the kernel lets go of a listener only when
     * the thread that waits in accept() has left it.
     */
    @Override
    public void close() throws IOException {
        listener.close();
        try {
            if (!accepting.await(LONGEST_ACCEPT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("a run that is over still accepts after " + LONGEST_ACCEPT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : open) {
            socket.close();
        }
    }
}
