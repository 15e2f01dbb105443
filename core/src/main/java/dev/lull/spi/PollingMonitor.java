package dev.lull.spi;

import dev.lull.ActivityListener;
import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Capability;
import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.Door;
import dev.lull.NanoClock;
import dev.lull.Reading;
import dev.lull.Subscription;
import dev.lull.Traffic;
import dev.lull.Witness;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Watches by polling: each {@link #read()} takes a look and compares it with the one before, and so finds what opened
 * and closed. A look that fails changes nothing: the connections known before stay known.
 *
 * <p>Safe for use by any thread; looks are taken one at a time. Listeners are told by the thread that reads, in order,
 * while the monitor's lock is held, so they must not wait for another reader. A listener may call the monitor: what a
 * look of its own finds is told after what is being told. A source that throws an exception it does not declare is
 * unreadable, too.
 */
public final class PollingMonitor implements ActivityMonitor {

    private static final Logger LOG = System.getLogger(PollingMonitor.class.getName());

    private final String strategy;
    private final Set<Capability> capabilities;
    private final NanoClock clock;
    private final ConnectionSource source;
    private final Optional<TimedDoor> door;
    private final LookComparison looks;
    private final Listeners listeners = new Listeners();

    /** Fair: threads that read without pause must not keep the one that closes waiting for ever. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private final Queue<ConnectionEvent> untold = new ArrayDeque<>();
    private boolean telling;
    private final boolean measuresTraffic;
    private long openedTotal;
    private final LatestActivity lastActivity = new LatestActivity();
    private long closedBytesIn;
    private long closedBytesOut;
    private long earlierBytesIn;
    private long earlierBytesOut;
    private volatile boolean closed;

    /**
     * Opens the monitor with a first look, which tells the earlier connections from those to come.
     *
     * @param strategy the strategy's name
     * @param capabilities what the source can see
     * @param clock the clock of all times told
     * @param source where to look; closed with this monitor, and also if the first look fails
     * @throws NullPointerException if an argument is null
     * @throws UnreadableException if the first look fails
     */
    public PollingMonitor(String strategy, Set<Capability> capabilities, NanoClock clock, ConnectionSource source)
            throws UnreadableException {
        this(strategy, capabilities, clock, source, Optional.empty());
    }

    /**
     * Opens the monitor with a first look, and with a door.
     *
     * @param strategy the strategy's name
     * @param capabilities what the source can see; {@link Capability#HOLDS_DOOR} is added where a door is given
     * @param clock the clock of all times told
     * @param source where to look; closed with this monitor, and also if the first look fails
     * @param door holds new connections off, unless its threshold is unavailable just when it is asked for; closed with
     *     this monitor. Empty for none
     * @throws NullPointerException if an argument is null
     * @throws UnreadableException if the first look fails
     */
    public PollingMonitor(
            String strategy,
            Set<Capability> capabilities,
            NanoClock clock,
            ConnectionSource source,
            Optional<TimedDoor> door)
            throws UnreadableException {
        this.strategy = Objects.requireNonNull(strategy, "strategy");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.source = Objects.requireNonNull(source, "source");
        this.looks = new LookComparison(source);
        this.door = Objects.requireNonNull(door, "door");
        EnumSet<Capability> copy = EnumSet.noneOf(Capability.class);
        copy.addAll(capabilities);
        door.ifPresent(each -> copy.add(Capability.HOLDS_DOOR));
        this.capabilities = Collections.unmodifiableSet(copy);
        this.measuresTraffic = copy.contains(Capability.TRAFFIC);
        try {
            looks.look(clock.nanoTime());
        } catch (UnreadableException | RuntimeException | Error e) {
            source.close();
            throw e;
        }
        lastActivity.advance(looks.takenAtNanos());
        looks.commit(connection -> {}, this::earlier);
    }

    @Override
    public String strategy() {
        return strategy;
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public String description() {
        return source.description();
    }

    @Override
    public Optional<Door> door() {
        if (closed || door.isEmpty()) {
            return door.map(each -> each);
        }
        Optional<String> unavailable = door.get().unavailable();
        unavailable.ifPresent(why -> LOG.log(Level.INFO, "new connections are not held off: " + why));
        return unavailable.isPresent() ? Optional.empty() : Optional.of(door.get());
    }

    @Override
    public Reading read() {
        lock.lock();
        try {
            requireOpen();
            looks.look(clock.nanoTime());
            looks.commit(this::closed, this::opened);
            ActivitySnapshot snapshot = snapshot();
            tell();
            return snapshot.openConnections() == 0 && !looks.unservedPorts().isEmpty()
                    ? Reading.Unreadable.nothingListens(looks.takenAtNanos(), looks.unservedPorts())
                    : snapshot;
        } catch (UnreadableException e) {
            return new Reading.Unreadable(clock.nanoTime(), String.valueOf(e.getMessage()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Connection> connections() {
        lock.lock();
        try {
            requireOpen();
            List<Connection> connections = new ArrayList<>(looks.size());
            looks.forEach(connection -> connections.add(connection.toConnection()));
            return Collections.unmodifiableList(connections);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Subscription subscribe(ActivityListener listener) {
        requireOpen();
        return listeners.add(listener);
    }

    @Override
    public Witness witness() {
        return source.witness();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                listeners.clear();
                source.close();
            }
        } finally {
            lock.unlock();
        }
        door.ifPresent(TimedDoor::close); // not under the lock: what the door waits for may be a look
    }

    @Override
    public String toString() {
        return strategy + " (" + source.description() + ")" + (closed ? ", closed" : "");
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the " + strategy + " monitor is closed");
        }
    }

    private void earlier(TrackedConnection connection) {
        earlierBytesIn += connection.bytesIn();
        earlierBytesOut += connection.bytesOut();
    }

    private void opened(TrackedConnection connection) {
        openedTotal++;
        lastActivity.advance(looks.takenAtNanos());
        if (!listeners.isEmpty()) {
            untold.add(new ConnectionEvent.Opened(connection.toConnection(), looks.size(), looks.takenAtNanos()));
        }
    }

    private void closed(TrackedConnection connection) {
        closedBytesIn += connection.bytesIn();
        closedBytesOut += connection.bytesOut();
        lastActivity.advance(looks.takenAtNanos());
        if (!listeners.isEmpty()) {
            untold.add(new ConnectionEvent.Closed(connection.toConnection(), looks.size(), looks.takenAtNanos()));
        }
    }

    /** Once all that the look changes is changed; not within itself, when a listener reads: that would break the order. */
    private void tell() {
        if (telling) {
            return;
        }
        telling = true;
        try {
            for (ConnectionEvent event = untold.poll(); event != null; event = untold.poll()) {
                listeners.tell(event);
            }
        } finally {
            telling = false;
        }
    }

    private ActivitySnapshot snapshot() {
        long[] totals = {closedBytesIn - earlierBytesIn, closedBytesOut - earlierBytesOut};
        looks.forEach(connection -> {
            totals[0] += connection.bytesIn();
            totals[1] += connection.bytesOut();
            lastActivity.advance(connection.lastActivityNanos());
        });
        Optional<Traffic> traffic = measuresTraffic ? Optional.of(new Traffic(totals[0], totals[1])) : Optional.empty();
        return new ActivitySnapshot(
                looks.takenAtNanos(), lastActivity.orElse(looks.takenAtNanos()), looks.size(), openedTotal, traffic);
    }
}
