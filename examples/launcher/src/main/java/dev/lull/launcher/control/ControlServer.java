package dev.lull.launcher.control;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/**
 * Answers at a control socket, on a thread that sleeps while nobody asks. Clients that stall, or send what is no request,
 * cost it a few kilobytes each, for a few seconds, and not more than so many at a time; what a request asks for is done
 * on at most four other threads.
 */
public final class ControlServer implements AutoCloseable {

    static final int MOST_CLIENTS = 32;
    static final Duration CLIENT_PATIENCE = Duration.ofSeconds(5);

    private static final Logger LOG = System.getLogger(ControlServer.class.getName());
    private static final int MOST_WORKERS = Requests.MOST_LONG_ONES + 1;
    private static final int KEEP_WORKERS_SECONDS = 5;
    private static final long ACCEPT_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ControlSocket socket;
    private final Requests requests;
    private final String owner;
    private final Selector selector;
    private final SelectionKey acceptKey;
    private final Thread thread;
    private final ThreadPoolExecutor workers;
    private final Map<SelectionKey, Conversation> clients = new LinkedHashMap<>();
    private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
    private long acceptAgainNanos;
    private volatile boolean closed;

    private ControlServer(ControlSocket socket, Controllable service) throws IOException {
        this.socket = socket;
        this.requests = new Requests(service);
        this.owner = Files.getOwner(socket.path()).getName();
        this.selector = Selector.open();
        socket.channel().configureBlocking(false);
        this.acceptKey = socket.channel().register(selector, SelectionKey.OP_ACCEPT);
        this.workers = new ThreadPoolExecutor(
                MOST_WORKERS,
                MOST_WORKERS,
                KEEP_WORKERS_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_CLIENTS),
                task -> daemon(task, "lull-control-worker"));
        workers.allowCoreThreadTimeOut(true);
        this.thread = daemon(this::serve, "lull-control");
    }

    /**
     * Begins to answer.
     *
     * @param socket closed together with the server
     * @param service who is asked
     */
    public static ControlServer start(ControlSocket socket, Controllable service) throws IOException {
        ControlServer server = new ControlServer(socket, service);
        server.thread.start();
        return server;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void serve() {
        while (!closed) {
            try {
                int ignored = selector.select(this::handle, pauseMillis());
                for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
                    answer.run();
                }
                endThoseOverdue();
            } catch (ClosedSelectorException e) {
                return;
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.WARNING, "the control socket does not answer any more", e);
                return;
            }
        }
    }

    /** Returns how long nothing is to be done unless somebody comes; 0 for as long as it takes. */
    private long pauseMillis() {
        long now = System.nanoTime();
        long nanos = clients.values().stream()
                .filter(Conversation::isTimed)
                .mapToLong(client -> client.deadlineNanos() - now)
                .min()
                .orElse(Long.MAX_VALUE);
        if (acceptKey.isValid() && acceptKey.interestOps() == 0) {
            nanos = Math.min(nanos, acceptAgainNanos - now);
        }
        return nanos == Long.MAX_VALUE ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    }

    private void endThoseOverdue() {
        long now = System.nanoTime();
        for (Conversation client : clients.values()) {
            if (client.isTimed() && client.deadlineNanos() - now <= 0) {
                end(client);
            }
        }
        clients.values().removeIf(client -> !client.isOpen());
        if (acceptKey.isValid() && acceptKey.interestOps() == 0 && acceptAgainNanos - now <= 0) {
            acceptKey.interestOps(SelectionKey.OP_ACCEPT);
        }
    }

    private void handle(SelectionKey key) {
        if (key.equals(acceptKey)) {
            accept();
            return;
        }
        Conversation client = clients.get(key);
        if (client == null) {
            return;
        }
        try {
            if (client.stage() == Conversation.Stage.WRITING) {
                client.write();
            } else {
                client.read().ifPresent(line -> ask(client, line));
            }
        } catch (IOException e) { // whoever it was is gone, or knows no manners
            end(client);
        }
    }

    private void accept() {
        try {
            SocketChannel channel = socket.channel().accept();
            if (channel == null) {
                return;
            }
            if (!isAllowed(channel) || !makeRoom()) {
                channel.close();
                return;
            }
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            clients.put(key, new Conversation(channel, key, System.nanoTime() + CLIENT_PATIENCE.toNanos()));
        } catch (IOException e) { // such as no descriptor left
            LOG.log(Level.DEBUG, "nobody can be let in at the control socket", e);
            acceptAgainNanos = System.nanoTime() + ACCEPT_PAUSE_NANOS;
            acceptKey.interestOps(0);
        }
    }

    /** Beside the file modes: somebody may have come in before these were set. */
    private boolean isAllowed(SocketChannel channel) throws IOException {
        String peer =
                channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        return peer.equals(owner) || peer.equals("root");
    }

    /** Ends the one that has kept the server waiting for its line for longest, if there are too many. */
    private boolean makeRoom() {
        clients.values().removeIf(client -> !client.isOpen());
        if (clients.size() < MOST_CLIENTS) {
            return true;
        }
        Optional<Conversation> slowest = clients.values().stream()
                .filter(client -> client.stage() == Conversation.Stage.READING)
                .min(Comparator.comparingLong(client -> client.deadlineNanos() - System.nanoTime()));
        slowest.ifPresent(this::end);
        clients.values().removeIf(client -> !client.isOpen());
        return clients.size() < MOST_CLIENTS;
    }

    private void ask(Conversation client, String line) {
        try {
            workers.execute(() -> {
                Requests.Answer answer = requests.answer(line);
                onTheServersThread(() -> tell(client, answer));
            });
        } catch (RejectedExecutionException e) {
            tell(client, Requests.refusal("too many ask at a time"));
        }
    }

    private void onTheServersThread(Runnable task) {
        answers.add(task);
        Selector ignored = selector.wakeup();
    }

    private void tell(Conversation client, Requests.Answer answer) {
        try {
            client.answer(answer, System.nanoTime() + CLIENT_PATIENCE.toNanos());
        } catch (IOException | java.nio.channels.CancelledKeyException e) {
            end(client);
        }
    }

    private void end(Conversation client) {
        try {
            client.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a client of the control socket", e);
        }
    }

    /** Returns the name by which it is found. */
    public String name() {
        return socket.name();
    }

    /** Removes the socket, and ends all clients. Idempotent. */
    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
            workers.shutdownNow().clear();
            Selector ignored = selector.wakeup();
            thread.join(TimeUnit.SECONDS.toMillis(1));
            clients.values().forEach(this::end);
            selector.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing the control socket", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
