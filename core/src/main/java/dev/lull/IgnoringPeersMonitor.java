package dev.lull;

import dev.lull.spi.Listeners;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A monitor in which some peers do not exist. Counts come from the list of connections, activity from their events;
 * whatever the monitor beneath counts but cannot name is taken for use.
 */
final class IgnoringPeersMonitor extends ForwardingMonitor {

    private final List<Cidr> ignored;
    private final Listeners listeners = new Listeners();
    private final Subscription subscription;

    /** The open connections that count, by id: right whichever of a list and an event about the same one comes first. */
    private final Set<Long> open = new HashSet<>();

    private final Set<Long> closedBeforeListed = new HashSet<>();
    private boolean listed;
    private long openedTotal;
    private long toldTotal;
    private long untoldTotal;
    private boolean untoldKnown;
    private long lastActivityNanos;
    private boolean activityKnown;
    private Traffic closedTraffic = Traffic.NONE;
    private final Traffic earlierTraffic;
    private volatile boolean closed;

    IgnoringPeersMonitor(ActivityMonitor monitor, List<Cidr> ignored) {
        super(monitor);
        this.ignored = List.copyOf(ignored);
        this.subscription = monitor.subscribe(this::onEvent);
        // Not under this lock: a thread of the monitor may be telling an event, and hold what the list waits for.
        List<Connection> earlier = counting(monitor.connections());
        this.earlierTraffic = traffic(earlier);
        synchronized (this) {
            earlier.forEach(connection -> open.add(connection.id()));
            open.removeAll(closedBeforeListed);
            closedBeforeListed.clear();
            listed = true;
        }
    }

    private boolean counts(Connection connection) {
        return counts(connection.remote());
    }

    private boolean counts(InetSocketAddress remote) {
        InetAddress peer = remote.getAddress(); // null where it is not resolved: not known, so it counts
        return peer == null || ignored.stream().noneMatch(block -> block.contains(peer));
    }

    private List<Connection> counting(List<Connection> connections) {
        return connections.stream().filter(this::counts).toList();
    }

    private static Traffic traffic(List<Connection> connections) {
        return connections.stream()
                .flatMap(connection -> connection.traffic().stream())
                .reduce(Traffic.NONE, Traffic::plus);
    }

    private synchronized void onEvent(ConnectionEvent event) {
        boolean opened = event instanceof ConnectionEvent.Opened;
        if (opened) {
            toldTotal++;
        }
        if (!counts(event.connection())) {
            return;
        }
        advanceActivity(event.atNanos());
        if (opened) {
            openedTotal++;
            open.add(event.connection().id());
            listeners.tell(new ConnectionEvent.Opened(event.connection(), open.size(), event.atNanos()));
        } else {
            open.remove(event.connection().id());
            if (!listed) {
                closedBeforeListed.add(event.connection().id());
            }
            closedTraffic = closedTraffic.plus(event.connection().traffic().orElse(Traffic.NONE));
            listeners.tell(new ConnectionEvent.Closed(event.connection(), open.size(), event.atNanos()));
        }
    }

    private void advanceActivity(long atNanos) {
        if (!activityKnown || atNanos - lastActivityNanos > 0) {
            lastActivityNanos = atNanos;
            activityKnown = true;
        }
    }

    @Override
    public Reading read() {
        Reading reading = monitor.read();
        if (!(reading instanceof ActivitySnapshot all)) {
            return reading;
        }
        long told = toldTotal(); // before the list, which takes time in which more may be told
        List<Connection> everybody = monitor.connections();
        List<Connection> counting = counting(everybody);
        synchronized (this) {
            long untold = all.openedTotal() - told;
            if (!untoldKnown) { // of what was before this monitor, the one beneath knows when the latest was
                advanceActivity(all.lastActivityNanos());
                untoldKnown = true;
            } else if (untold > untoldTotal) { // opened, and nobody said by whom
                advanceActivity(all.takenAtNanos());
                openedTotal += untold - untoldTotal;
            }
            untoldTotal = untold;
            counting.forEach(connection -> connection.lastActivityNanos().ifPresent(this::advanceActivity));
            int unlisted = Math.max(0, all.openConnections() - everybody.size());
            return new ActivitySnapshot(
                    all.takenAtNanos(),
                    earlier(lastActivityNanos, all.takenAtNanos()),
                    counting.size() + unlisted,
                    openedTotal,
                    all.traffic().map(everything -> trafficSinceOpen(counting)));
        }
    }

    private synchronized long toldTotal() {
        return toldTotal;
    }

    private Traffic trafficSinceOpen(List<Connection> counting) {
        Traffic sum = closedTraffic.plus(traffic(counting));
        return new Traffic(
                Math.max(0, sum.bytesIn() - earlierTraffic.bytesIn()),
                Math.max(0, sum.bytesOut() - earlierTraffic.bytesOut()));
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    @Override
    public List<Connection> connections() {
        return counting(monitor.connections());
    }

    @Override
    public Subscription subscribe(ActivityListener listener) {
        if (closed) {
            throw new IllegalStateException("the " + strategy() + " monitor is closed");
        }
        return listeners.add(listener);
    }

    @Override
    public String description() {
        return monitor.description() + ", ignoring "
                + String.join(", ", ignored.stream().map(Cidr::toString).toList());
    }

    @Override
    public Witness witness() {
        return new FilteringWitness(monitor.witness(), sighting -> counts(sighting.remote()));
    }

    @Override
    public void close() {
        closed = true;
        subscription.close();
        listeners.clear();
        monitor.close();
    }
}
