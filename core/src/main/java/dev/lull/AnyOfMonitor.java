package dev.lull;

import dev.lull.spi.LatestActivity;
import dev.lull.spi.Listeners;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Several monitors as one. */
final class AnyOfMonitor implements ActivityMonitor {

    private static final int NOT_KNOWN = -1;

    private final List<ActivityMonitor> monitors;
    private final Set<Capability> capabilities;
    private final Listeners listeners = new Listeners();
    private final List<Subscription> subscriptions = new ArrayList<>();

    /** How many connections each monitor had open after its latest event; guarded by itself. */
    private final int[] openAfterEvent;

    private volatile boolean closed;

    AnyOfMonitor(List<ActivityMonitor> monitors) {
        this.monitors = List.copyOf(monitors);
        EnumSet<Capability> common = EnumSet.allOf(Capability.class);
        this.monitors.forEach(monitor -> common.retainAll(monitor.capabilities()));
        this.capabilities = Collections.unmodifiableSet(common);
        this.openAfterEvent = new int[this.monitors.size()];
        Arrays.fill(openAfterEvent, NOT_KNOWN);
        for (int i = 0; i < openAfterEvent.length; i++) {
            int index = i;
            subscriptions.add(this.monitors.get(i).subscribe(new ActivityListener() {
                @Override
                public void onEvent(ConnectionEvent event) {
                    take(index, event);
                }

                @Override
                public void onUntold(long opened, long closedOnes) {
                    takeUntold(index, opened, closedOnes);
                }
            }));
            // Not under the lock: a thread of the monitor may be telling an event, and hold what the list waits for.
            int open = this.monitors.get(i).connections().size();
            synchronized (openAfterEvent) {
                if (openAfterEvent[i] == NOT_KNOWN) {
                    openAfterEvent[i] = open;
                }
            }
        }
    }

    /** Told without the lock: a listener may look, or not return, and keeps no other monitor from its events. */
    private void take(int index, ConnectionEvent event) {
        int open = 0;
        synchronized (openAfterEvent) {
            openAfterEvent[index] = event.openConnections();
            for (int each : openAfterEvent) {
                open += Math.max(each, 0);
            }
        }
        Connection connection = withOwnId(event.connection(), index);
        listeners.tell(
                event instanceof ConnectionEvent.Closed end
                        ? new ConnectionEvent.Closed(connection, open, event.atNanos(), end.leftNoTrace())
                        : new ConnectionEvent.Opened(connection, open, event.atNanos()));
    }

    private void takeUntold(int index, long opened, long closedOnes) {
        if (closed) {
            return;
        }
        int open = monitors.get(index).connections().size();
        synchronized (openAfterEvent) {
            openAfterEvent[index] = open;
        }
        listeners.tellUntold(opened, closedOnes);
    }

    /** Each monitor counts its connections from 1: interleaved, no number comes twice. */
    private Connection withOwnId(Connection connection, int index) {
        return new Connection(
                (connection.id() - 1) * monitors.size() + index + 1,
                connection.local(),
                connection.remote(),
                connection.sinceNanos(),
                connection.lastActivityNanos(),
                connection.traffic());
    }

    @Override
    public Reading read() {
        List<ActivitySnapshot> snapshots = new ArrayList<>();
        Optional<Reading> unreadable = Optional.empty();
        for (ActivityMonitor monitor : monitors) { // all of them: a poller finds its events only when it is asked
            Reading reading = monitor.read();
            if (reading instanceof ActivitySnapshot snapshot) {
                snapshots.add(snapshot);
            } else if (unreadable.isEmpty()) {
                unreadable = Optional.of(reading);
            }
        }
        return unreadable.orElseGet(() -> sum(snapshots));
    }

    private static ActivitySnapshot sum(List<ActivitySnapshot> snapshots) {
        ActivitySnapshot sum = snapshots.get(0);
        for (ActivitySnapshot next : snapshots.subList(1, snapshots.size())) {
            Optional<Traffic> traffic =
                    sum.traffic().flatMap(one -> next.traffic().map(one::plus));
            sum = new ActivitySnapshot(
                    LatestActivity.later(sum.takenAtNanos(), next.takenAtNanos()),
                    LatestActivity.later(sum.lastActivityNanos(), next.lastActivityNanos()),
                    sum.openConnections() + next.openConnections(),
                    sum.openedTotal() + next.openedTotal(),
                    sum.admitsNobody() || next.admitsNobody(),
                    traffic);
        }
        return sum;
    }

    @Override
    public List<Connection> connections() {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < monitors.size(); i++) {
            for (Connection connection : monitors.get(i).connections()) {
                connections.add(withOwnId(connection, i));
            }
        }
        return Collections.unmodifiableList(connections);
    }

    @Override
    public Subscription subscribe(ActivityListener listener) {
        if (closed) {
            throw new IllegalStateException("the monitor of " + strategy() + " is closed");
        }
        return listeners.add(listener);
    }

    @Override
    public String strategy() {
        return String.join("+", monitors.stream().map(ActivityMonitor::strategy).toList());
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public String description() {
        return "any of: "
                + String.join(
                        "; ",
                        monitors.stream().map(ActivityMonitor::description).toList());
    }

    @Override
    public Optional<Door> door() {
        List<Door> doors =
                monitors.stream().flatMap(monitor -> monitor.door().stream()).toList();
        return doors.isEmpty() ? Optional.empty() : Optional.of(new Doors(doors));
    }

    @Override
    public Witness witness() {
        return new AnyOfWitness(monitors.stream().map(ActivityMonitor::witness).toList());
    }

    @Override
    public void close() {
        closed = true;
        subscriptions.forEach(Subscription::close);
        listeners.clear();
        monitors.forEach(ActivityMonitor::close);
    }

    @Override
    public String toString() {
        return description();
    }

    private record Doors(List<Door> doors) implements Door {
        @Override
        public void shut(Duration timeout) {
            long deadlineNanos = System.nanoTime() + timeout.toNanos();
            try {
                for (Door door : doors) { // one after another, within the one timeout: the first opens at its end
                    door.shut(Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime())));
                }
            } catch (RuntimeException e) {
                open();
                throw e;
            }
        }

        @Override
        public boolean keepShut() {
            boolean kept = false;
            try {
                kept = doors.stream().allMatch(Door::keepShut);
            } finally {
                if (!kept) {
                    open();
                }
            }
            return kept;
        }

        @Override
        public void open() {
            doors.forEach(Door::open);
        }
    }
}
