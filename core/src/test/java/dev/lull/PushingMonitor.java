package dev.lull;

import dev.lull.contract.Loopback;
import dev.lull.contract.ManualClock;
import dev.lull.spi.Listeners;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A monitor with everything: who connects, what they carry and which events are lost is a test's to say. */
final class PushingMonitor implements ActivityMonitor {

    private final ManualClock clock;
    private final String name;
    private final EnumSet<Capability> capabilities = EnumSet.of(
            Capability.EARLIER_CONNECTIONS,
            Capability.SHORT_CONNECTIONS,
            Capability.EVENTS,
            Capability.TRAFFIC,
            Capability.PER_CONNECTION);
    private final Map<Long, Connection> open = new LinkedHashMap<>();
    private final Listeners listeners = new Listeners();
    private final FakeMonitor.RecordedDoor door = new FakeMonitor.RecordedDoor();
    private Runnable whenListed = () -> {};
    private Traffic closedTraffic = Traffic.NONE;
    private long lastId;
    private long openedTotal;
    private long lastActivityNanos;
    private int unlisted;
    private Testimony testimony = new Testimony.Absent("pushing has none");
    private Optional<String> unreadable = Optional.empty();
    private boolean closed;

    PushingMonitor(ManualClock clock, String name) {
        this.clock = clock;
        this.name = name;
        this.lastActivityNanos = clock.nanoTime();
    }

    PushingMonitor with(Capability capability) {
        capabilities.add(capability);
        return this;
    }

    PushingMonitor without(Capability capability) {
        capabilities.remove(capability);
        return this;
    }

    /** A connection that was there before the monitor. */
    long earlier(InetSocketAddress remote, Traffic traffic) {
        lastId++;
        open.put(lastId, connection(lastId, remote, traffic));
        return lastId;
    }

    long opened(InetSocketAddress remote) {
        long id = openedUntold(remote);
        listeners.tell(new ConnectionEvent.Opened(connectionNow(id), open.size(), clock.nanoTime()));
        return id;
    }

    /** Opens, and the event is lost. */
    long openedUntold(InetSocketAddress remote) {
        openedTotal++;
        lastActivityNanos = clock.nanoTime();
        return earlier(remote, Traffic.NONE);
    }

    void moved(long id, long bytesIn, long bytesOut) {
        lastActivityNanos = clock.nanoTime();
        Connection before = connectionNow(id);
        Traffic traffic = before.traffic().orElseThrow().plus(new Traffic(bytesIn, bytesOut));
        open.put(id, connection(id, before.remote(), traffic));
    }

    void closed(long id) {
        Connection connection = closedUntold(id);
        listeners.tell(new ConnectionEvent.Closed(connection, open.size(), clock.nanoTime()));
    }

    /** Closes, and the event is lost. */
    Connection closedUntold(long id) {
        lastActivityNanos = clock.nanoTime();
        Connection connection = connectionNow(id);
        open.remove(id);
        closedTraffic = closedTraffic.plus(connection.traffic().orElseThrow());
        return connection;
    }

    /** Tells late of one that has opened. */
    void tellOpened(long id) {
        listeners.tell(new ConnectionEvent.Opened(connectionNow(id), open.size(), clock.nanoTime()));
    }

    /** Tells late of one that has closed. */
    void tellClosed(Connection connection, long atNanos) {
        listeners.tell(new ConnectionEvent.Closed(connection, open.size(), atNanos));
    }

    void tellUntold(long opened, long closedOnes) {
        listeners.tellUntold(opened, closedOnes);
    }

    /** What its witness answers. */
    void testifies(Testimony answer) {
        testimony = answer;
    }

    /** So many are counted that are not listed. */
    void unlisted(int count) {
        unlisted = count;
    }

    void unreadable(String reason) {
        unreadable = Optional.of(reason);
    }

    /** Runs something just before the connections are listed. */
    void whenListed(Runnable action) {
        whenListed = action;
    }

    FakeMonitor.RecordedDoor recordedDoor() {
        return door;
    }

    boolean isClosed() {
        return closed;
    }

    private Connection connectionNow(long id) {
        return java.util.Objects.requireNonNull(open.get(id), "no such connection");
    }

    private Connection connection(long id, InetSocketAddress remote, Traffic traffic) {
        InetSocketAddress local = new InetSocketAddress(Loopback.IPV4, 22);
        OptionalLong activity = OptionalLong.of(clock.nanoTime());
        return new Connection(id, local, remote, clock.nanoTime(), activity, Optional.of(traffic));
    }

    @Override
    public String strategy() {
        return name;
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public Reading read() {
        requireOpen();
        if (unreadable.isPresent()) {
            return new Reading.Unreadable(clock.nanoTime(), unreadable.get());
        }
        Traffic traffic = open.values().stream()
                .flatMap(connection -> connection.traffic().stream())
                .reduce(closedTraffic, Traffic::plus);
        boolean measures = capabilities.contains(Capability.TRAFFIC);
        return new ActivitySnapshot(
                clock.nanoTime(),
                lastActivityNanos,
                open.size() + unlisted,
                openedTotal,
                measures ? Optional.of(traffic) : Optional.empty());
    }

    @Override
    public List<Connection> connections() {
        requireOpen();
        whenListed.run();
        return List.copyOf(open.values());
    }

    @Override
    public Subscription subscribe(ActivityListener listener) {
        requireOpen();
        return listeners.add(listener);
    }

    @Override
    public Optional<Door> door() {
        return capabilities.contains(Capability.HOLDS_DOOR) ? Optional.of(door) : Optional.empty();
    }

    @Override
    public Witness witness() {
        return new Witness() {
            @Override
            public String description() {
                return "the witness of " + name;
            }

            @Override
            public Testimony testify() {
                return testimony;
            }
        };
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the " + name + " monitor is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
