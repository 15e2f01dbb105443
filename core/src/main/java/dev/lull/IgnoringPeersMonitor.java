package dev.lull;

import dev.lull.spi.LatestActivity;
import dev.lull.spi.Listeners;
import dev.lull.spi.OwnEnds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A monitor in which some peers do not exist. Counts come from the list of connections, activity from their events and,
 * because these may come late, from comparing two lists; whatever the monitor beneath counts but cannot name is taken
 * for use, once further looks have said the same.
 */
final class IgnoringPeersMonitor extends ForwardingMonitor {

    /**
     * So often is looked before a connection that is counted and not listed, or not told, is believed in: a short one
     * that closes between the count and the list, or whose event is on its way, looks the same.
     */
    private static final int LOOKS = 3;

    private final List<Cidr> ignored;
    private final Optional<OwnEnds> own;
    private final Listeners listeners = new Listeners();
    private final Subscription subscription;

    /** The open connections that count, by id: right whichever of a list and an event about the same one comes first. */
    private final Set<Long> open = new HashSet<>();

    private final Set<Long> closedBeforeListed = new HashSet<>();
    private boolean listed;

    /** Those that count in the latest list and are not told to be closed. */
    private Set<Long> listedAndNotClosed = new HashSet<>();

    private long openedTotal;
    private long toldTotal;
    private long untoldTotal;
    private boolean untoldKnown;
    private final LatestActivity latestActivity = new LatestActivity();
    private Traffic closedTraffic = Traffic.NONE;
    private final Traffic earlierTraffic;
    private volatile boolean closed;

    IgnoringPeersMonitor(ActivityMonitor monitor, List<Cidr> ignored, Optional<OwnEnds> own) {
        super(monitor);
        this.ignored = List.copyOf(ignored);
        this.own = own;
        this.subscription = monitor.subscribe(new ActivityListener() {
            @Override
            public void onEvent(ConnectionEvent event) {
                take(event);
            }

            @Override
            public void onUntold(long opened, long closedOnes) {
                takeUntold(opened, closedOnes);
            }
        });
        // Not under this lock: a thread of the monitor may be telling an event, and hold what the list waits for.
        List<Connection> earlier = counting(monitor.connections());
        this.earlierTraffic = traffic(earlier);
        synchronized (this) {
            open.addAll(ids(earlier));
            open.removeAll(closedBeforeListed);
            closedBeforeListed.clear();
            listed = true;
        }
    }

    private boolean counts(Connection connection) {
        return counts(connection.remote())
                && own.filter(ends -> ends.made(connection)).isEmpty();
    }

    private boolean counts(InetSocketAddress remote) {
        InetAddress peer = remote.getAddress(); // null where it is not resolved: not known, so it counts
        return peer == null || ignored.stream().noneMatch(block -> block.contains(peer));
    }

    private List<Connection> counting(List<Connection> connections) {
        return connections.stream().filter(this::counts).toList();
    }

    private static Set<Long> ids(List<Connection> connections) {
        return connections.stream().map(Connection::id).collect(Collectors.toCollection(HashSet::new));
    }

    private static Traffic traffic(List<Connection> connections) {
        return connections.stream()
                .flatMap(connection -> connection.traffic().stream())
                .reduce(Traffic.NONE, Traffic::plus);
    }

    /** Told without the lock: a listener that does not return must not hold up a look. */
    private void take(ConnectionEvent event) {
        record(event).ifPresent(listeners::tell);
    }

    private synchronized Optional<ConnectionEvent> record(ConnectionEvent event) {
        boolean opened = event instanceof ConnectionEvent.Opened;
        if (opened) {
            toldTotal++;
        }
        if (!counts(event.connection())) {
            return Optional.empty();
        }
        latestActivity.advance(event.atNanos());
        long id = event.connection().id();
        if (opened) {
            openedTotal++;
            open.add(id);
            return Optional.of(new ConnectionEvent.Opened(event.connection(), open.size(), event.atNanos()));
        }
        open.remove(id);
        listedAndNotClosed.remove(id);
        if (!listed) {
            closedBeforeListed.add(id);
        }
        closedTraffic = closedTraffic.plus(event.connection().traffic().orElse(Traffic.NONE));
        boolean leftNoTrace = event instanceof ConnectionEvent.Closed end && end.leftNoTrace();
        return Optional.of(new ConnectionEvent.Closed(event.connection(), open.size(), event.atNanos(), leftNoTrace));
    }

    /** Whose they were nobody knows, so all of them are passed on; the next look takes the opened ones for activity. */
    private void takeUntold(long opened, long closedOnes) {
        if (closed) {
            return;
        }
        Set<Long> stillOpen = ids(connections());
        synchronized (this) {
            open.clear();
            open.addAll(stillOpen);
        }
        listeners.tellUntold(opened, closedOnes);
    }

    @Override
    public Reading read() {
        for (int look = 1; ; look++) {
            Reading reading = monitor.read();
            if (!(reading instanceof ActivitySnapshot all)) {
                return reading;
            }
            long told = toldTotal(); // before the list, which takes time in which more may be told
            List<Connection> everybody = monitor.connections();
            if (look == LOOKS || accountsForAll(all, told, everybody.size())) {
                return withoutIgnored(all, told, everybody);
            }
            waitForEventsUnderWay();
        }
    }

    private synchronized boolean accountsForAll(ActivitySnapshot all, long told, int listedNow) {
        boolean allTold = !untoldKnown || all.openedTotal() - told <= untoldTotal;
        return allTold && all.openConnections() <= listedNow;
    }

    /** A subscription ends once it has heard what was told until then, where a thread of its own tells the listeners. */
    private void waitForEventsUnderWay() {
        monitor.subscribe(event -> {}).close();
    }

    private synchronized ActivitySnapshot withoutIgnored(ActivitySnapshot all, long told, List<Connection> everybody) {
        List<Connection> counting = counting(everybody);
        takeUntold(all, told);
        takeGone(all.takenAtNanos(), ids(counting));
        counting.forEach(connection -> connection.lastActivityNanos().ifPresent(latestActivity::advance));
        int unlisted = Math.max(0, all.openConnections() - everybody.size());
        return new ActivitySnapshot(
                all.takenAtNanos(),
                earlier(latestActivity.orElse(all.takenAtNanos()), all.takenAtNanos()),
                counting.size() + unlisted,
                openedTotal,
                all.admitsNobody(),
                all.traffic().map(everything -> trafficSinceOpen(counting)));
    }

    private void takeUntold(ActivitySnapshot all, long told) {
        long untold = all.openedTotal() - told;
        if (!untoldKnown) { // of what was before this monitor, the one beneath knows when the latest was
            latestActivity.advance(all.lastActivityNanos());
            untoldKnown = true;
        } else if (untold > untoldTotal) { // opened, and nobody said by whom
            latestActivity.advance(all.takenAtNanos());
            openedTotal += untold - untoldTotal;
        }
        untoldTotal = untold;
    }

    /** One that was in the list and is not any more has closed, whether or not its event has come. */
    private void takeGone(long takenAtNanos, Set<Long> countingNow) {
        if (!countingNow.containsAll(listedAndNotClosed)) {
            latestActivity.advance(takenAtNanos);
        }
        listedAndNotClosed = countingNow;
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
        String blocks = String.join(", ", ignored.stream().map(Cidr::toString).toList());
        return monitor.description() + (blocks.isEmpty() ? "" : ", ignoring " + blocks);
    }

    @Override
    public Witness witness() {
        return new FilteringWitness(
                monitor.witness(),
                sighting -> counts(sighting.remote())
                        && own.filter(ends -> ends.contain(sighting.remote())).isEmpty());
    }

    @Override
    public void close() {
        closed = true;
        subscription.close();
        listeners.clear();
        monitor.close();
    }
}
