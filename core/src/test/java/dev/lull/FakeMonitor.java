package dev.lull;

import dev.lull.contract.ManualClock;
import dev.lull.spi.Listeners;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/** A monitor whose connections come and go when a test says so. */
final class FakeMonitor implements ActivityMonitor {

    private final ManualClock clock;
    private final EnumSet<Capability> capabilities = EnumSet.of(Capability.PER_CONNECTION);
    private final Listeners listeners = new Listeners();
    private final List<Connection> open = new ArrayList<>();
    private final List<Runnable> beforeReads = new ArrayList<>();
    private final RecordedDoor door = new RecordedDoor();
    private long lastActivityNanos;
    private long openedTotal;
    private Optional<String> unreadable = Optional.empty();
    private Optional<RuntimeException> failure = Optional.empty();
    private Supplier<Testimony> testimony = () -> new Testimony.Absent("a fake has no second source");
    private boolean closed;
    int reads;
    int testimonies;

    FakeMonitor(ManualClock clock) {
        this.clock = clock;
        this.lastActivityNanos = clock.nanoTime();
    }

    FakeMonitor with(Capability capability) {
        capabilities.add(capability);
        return this;
    }

    Connection opened() {
        openedTotal++;
        lastActivityNanos = clock.nanoTime();
        InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 22);
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000 + (int) openedTotal);
        Connection connection =
                new Connection(openedTotal, local, remote, clock.nanoTime(), OptionalLong.empty(), Optional.empty());
        open.add(connection);
        if (capabilities.contains(Capability.EVENTS)) {
            listeners.tell(new ConnectionEvent.Opened(connection, open.size(), clock.nanoTime()));
        }
        return connection;
    }

    void closed(Connection connection) {
        open.remove(connection);
        lastActivityNanos = clock.nanoTime();
        if (capabilities.contains(Capability.EVENTS)) {
            listeners.tell(new ConnectionEvent.Closed(connection, open.size(), clock.nanoTime()));
        }
    }

    /** An open connection moves bytes. */
    void movedBytes() {
        lastActivityNanos = clock.nanoTime();
    }

    void unreadable(String reason) {
        unreadable = Optional.of(reason);
    }

    void readable() {
        unreadable = Optional.empty();
        failure = Optional.empty();
    }

    void throwsOnRead(RuntimeException exception) {
        failure = Optional.of(exception);
    }

    /** What its witness answers from now on. */
    FakeMonitor witnessed(Supplier<Testimony> answer) {
        testimony = answer;
        return this;
    }

    /** Its witness sees what it sees itself. */
    FakeMonitor witnessed() {
        return witnessed(() -> new Testimony.Seen(open.stream()
                .map(connection -> new Testimony.Sighting(connection.local(), connection.remote()))
                .toList()));
    }

    /** Runs something just before the n-th read from now on, 1 being the next one. */
    void beforeRead(int n, Runnable action) {
        while (beforeReads.size() < reads + n) {
            beforeReads.add(() -> {});
        }
        beforeReads.set(reads + n - 1, action);
    }

    RecordedDoor recordedDoor() {
        return door;
    }

    @Override
    public String strategy() {
        return "fake";
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public Reading read() {
        if (closed) {
            throw new IllegalStateException("the fake monitor is closed");
        }
        reads++;
        if (reads <= beforeReads.size()) {
            beforeReads.get(reads - 1).run();
        }
        failure.ifPresent(exception -> {
            throw exception;
        });
        if (unreadable.isPresent()) {
            return new Reading.Unreadable(clock.nanoTime(), unreadable.get());
        }
        return new ActivitySnapshot(clock.nanoTime(), lastActivityNanos, open.size(), openedTotal, Optional.empty());
    }

    @Override
    public List<Connection> connections() {
        return List.copyOf(open);
    }

    @Override
    public Subscription subscribe(ActivityListener listener) {
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
                return "another fake";
            }

            @Override
            public Testimony testify() {
                testimonies++;
                return testimony.get();
            }
        };
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Remembers what was done to it. */
    static final class RecordedDoor implements Door {
        final List<String> story = new ArrayList<>();

        /** Why it cannot be shut. */
        Optional<String> refusal = Optional.empty();

        /** What comes to pass while it is being shut. */
        Runnable whileShutting = () -> {};

        /** What it throws that no door ought to. */
        Optional<Error> bug = Optional.empty();

        /** Whether its timeout is over before the stop is decided. */
        boolean opensTooEarly;

        @Override
        public void shut(Duration timeout) {
            bug.ifPresent(thrown -> {
                throw thrown;
            });
            refusal.ifPresent(reason -> {
                throw new StrategyException(reason);
            });
            whileShutting.run();
            story.add("shut");
        }

        @Override
        public boolean keepShut() {
            story.add(opensTooEarly ? "opened by itself" : "keep shut");
            return !opensTooEarly;
        }

        @Override
        public void open() {
            story.add("open");
        }
    }
}
