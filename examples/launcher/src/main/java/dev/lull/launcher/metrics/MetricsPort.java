package dev.lull.launcher.metrics;

import dev.lull.launcher.option.Endpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Serves {@code /metrics} and {@code /healthz} for all services of this process, on one thread that waits for nobody: a
 * client has five seconds for all of it, and of more than 32 the oldest one goes. Safe for use by any thread; whoever
 * opened it closes it.
 */
public final class MetricsPort implements AutoCloseable {

    private static final Logger LOG = System.getLogger(MetricsPort.class.getName());

    /** Prometheus keeps one connection, a person a few. */
    static final int MOST_CLIENTS = 32;

    private static final int BACKLOG = 32;
    private static final long TICK_MILLIS = 50;

    private final CopyOnWriteArrayList<MeteredService> services = new CopyOnWriteArrayList<>();
    private final MetricsPage page = new MetricsPage(services, Clock.systemUTC());
    private final ServerSocketChannel listener;
    private final Selector selector;
    private final Deque<MetricsClient> clients = new ArrayDeque<>();
    private final Thread thread;
    private volatile boolean closed;

    private MetricsPort(ServerSocketChannel listener, Selector selector) {
        this.listener = listener;
        this.selector = selector;
        this.thread = new Thread(this::serve, "lull-metrics");
        thread.setDaemon(true);
    }

    /**
     * Opens the port.
     *
     * @throws IOException if that cannot be; the message names address and port
     */
    public static MetricsPort open(InetSocketAddress where) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.bind(where, BACKLOG);
            listener.configureBlocking(false);
            Selector selector = Selector.open();
            listener.register(selector, SelectionKey.OP_ACCEPT);
            MetricsPort port = new MetricsPort(listener, selector);
            port.thread.start();
            return port;
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw new IOException("cannot listen at " + Endpoint.of(where) + ": " + e.getMessage(), e);
        }
    }

    /** Adds a service. */
    public void add(MeteredService service) {
        services.add(service);
    }

    /** Takes one away. */
    public void remove(MeteredService service) {
        services.remove(service);
    }

    /** Returns where it listens. */
    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) listener.getLocalAddress();
    }

    private void serve() {
        while (!closed) {
            try {
                if (clients.isEmpty()) {
                    selector.select();
                } else {
                    selector.select(TICK_MILLIS);
                }
                turn();
            } catch (IOException | RuntimeException e) {
                if (!closed) {
                    LOG.log(Level.WARNING, "the metrics port: {0}", e.getMessage());
                    pause();
                }
            }
        }
        clients.forEach(MetricsClient::close);
    }

    /** After a failure that may come again at once, such as for want of descriptors. */
    private void pause() {
        try {
            thread.join(TICK_MILLIS * 10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() throws IOException {
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isValid() && key.isAcceptable()) {
                accept();
            }
        }
        selector.selectedKeys().clear();
        clients.removeIf(client -> client.turn(this::answer));
    }

    private void accept() throws IOException {
        SocketChannel accepted = listener.accept();
        if (accepted == null) {
            return;
        }
        if (clients.size() == MOST_CLIENTS) {
            clients.removeFirst().close();
        }
        try {
            accepted.configureBlocking(false);
            SelectionKey key = accepted.register(selector, SelectionKey.OP_READ);
            clients.addLast(new MetricsClient(accepted, key, System.nanoTime()));
        } catch (IOException | RuntimeException e) {
            accepted.close();
            throw e;
        }
    }

    private Optional<HttpAnswer> answer(HttpRequest request) {
        try {
            return answerTo(request);
        } catch (RuntimeException e) { // the next one may do better, and the run is none of its business
            LOG.log(Level.WARNING, "the metrics port cannot answer", e);
            return Optional.of(HttpAnswer.text(500, "Internal Server Error", String.valueOf(e.getMessage())));
        }
    }

    private Optional<HttpAnswer> answerTo(HttpRequest request) {
        if (!List.of("GET", "HEAD").contains(request.method())) {
            return Optional.of(HttpAnswer.text(405, "Method Not Allowed", "only GET and HEAD"));
        }
        return switch (request.path()) {
            case "/metrics" -> Optional.of(page.answer(request.accept()));
            case "/healthz" -> health();
            default -> Optional.of(HttpAnswer.text(404, "Not Found", "there are /metrics and /healthz"));
        };
    }

    private Optional<HttpAnswer> health() {
        StringBuilder complaints = new StringBuilder();
        for (MeteredService service : services) {
            Optional<String> complaint = service.health().complaint();
            if (complaint.isEmpty()) {
                return Optional.empty();
            }
            if (!complaint.get().isEmpty()) {
                complaints
                        .append(complaints.length() == 0 ? "" : "\n")
                        .append(service.name())
                        .append(": ");
                complaints.append(complaint.get());
            }
        }
        return Optional.of(
                complaints.length() == 0
                        ? HttpAnswer.text(200, "OK", "ok")
                        : HttpAnswer.text(503, "Service Unavailable", complaints.toString()));
    }

    /** Closes the port, and whoever is connected. Idempotent. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        try {
            listener.close();
            selector.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the metrics port does not close", e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
