package dev.lull.contract;

import dev.lull.ActivityListener;
import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Capability;
import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.NanoClock;
import dev.lull.Reading;
import dev.lull.Subscription;
import dev.lull.spi.Listeners;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A monitor whose connections open and close when a test says so, for programs that test what they do when nobody is
 * there, without a socket and without waiting. Safe for use by any thread.
 */
public final class PlayedMonitor implements ActivityMonitor {

    private static final int FIRST_CLIENT_PORT = 40_000;

    private final NanoClock clock;
    private final Listeners listeners = new Listeners();
    private final List<Connection> open = new ArrayList<>();
    private long lastActivityNanos;
    private long openedTotal;
    private Optional<String> unreadable = Optional.empty();
    private boolean closed;

    /**
     * Makes one that nobody is connected to.
     *
     * @param clock stamps readings and events; a {@link ManualClock} to move by hand
     */
    public PlayedMonitor(NanoClock clock) {
        this.clock = clock;
        lastActivityNanos = clock.nanoTime();
    }

    /**
     * Lets a client connect, from a port of its own on loopback.
     *
     * @return the connection, for {@link #closes}
     */
    public Connection opens() {
        ConnectionEvent event;
        Connection connection;
        synchronized (this) {
            openedTotal++;
            lastActivityNanos = clock.nanoTime();
            InetAddress loopback = InetAddress.getLoopbackAddress();
            connection = new Connection(
                    openedTotal,
                    new InetSocketAddress(loopback, 22),
                    new InetSocketAddress(loopback, FIRST_CLIENT_PORT + (int) openedTotal),
                    lastActivityNanos,
                    OptionalLong.empty(),
                    Optional.empty());
            open.add(connection);
            event = new ConnectionEvent.Opened(connection, open.size(), lastActivityNanos);
        }
        listeners.tell(event);
        return connection;
    }

    /**
     * Lets a client leave.
     *
     * @param connection one that is open
     * @throws IllegalArgumentException if it is not open
     */
    public void closes(Connection connection) {
        ConnectionEvent event;
        synchronized (this) {
            if (!open.remove(connection)) {
                throw new IllegalArgumentException("connection: " + connection + " is not open");
            }
            lastActivityNanos = clock.nanoTime();
            event = new ConnectionEvent.Closed(connection, open.size(), lastActivityNanos);
        }
        listeners.tell(event);
    }

    /** Lets an open connection move bytes. */
    public synchronized void movesBytes() {
        lastActivityNanos = clock.nanoTime();
    }

    /**
     * Lets looks fail from now on.
     *
     * @param reason what they say
     */
    public synchronized void becomesUnreadable(String reason) {
        unreadable = Optional.of(reason);
    }

    /** Lets looks work again. */
    public synchronized void becomesReadable() {
        unreadable = Optional.empty();
    }

    @Override
    public String strategy() {
        return "played";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.EVENTS, Capability.SHORT_CONNECTIONS, Capability.PER_CONNECTION);
    }

    @Override
    public synchronized Reading read() {
        requireOpen();
        return unreadable
                .<Reading>map(reason -> new Reading.Unreadable(clock.nanoTime(), reason))
                .orElseGet(() -> new ActivitySnapshot(
                        clock.nanoTime(), lastActivityNanos, open.size(), openedTotal, Optional.empty()));
    }

    @Override
    public synchronized List<Connection> connections() {
        requireOpen();
        return List.copyOf(open);
    }

    @Override
    public synchronized Subscription subscribe(ActivityListener listener) {
        requireOpen();
        return listeners.add(listener);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the played monitor is closed");
        }
    }
}
