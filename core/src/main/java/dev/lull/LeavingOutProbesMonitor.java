package dev.lull;

import dev.lull.spi.LatestActivity;
import dev.lull.spi.Listeners;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A monitor in which a probe, once it has closed, was no activity. While it is open it counts like everybody, because it
 * cannot be told from a user. What no event explains is taken for use, once further looks have said the same.
 */
final class LeavingOutProbesMonitor extends ForwardingMonitor {

    /** So often is looked before what no event explains is believed in: the event may be on its way. */
    private static final int LOOKS = 3;

    private final ProbeLimit limit;
    private final Listeners listeners = new Listeners();
    private final Subscription subscription;

    /** Since when those are open that were told of as they opened, by id: these may turn out to be probes. */
    private final Map<Long, Long> undecided = new HashMap<>();

    /** The others that are open: older than this monitor, or untold. */
    private final Set<Long> decided = new HashSet<>();

    private final Set<Long> closedBeforeListed = new HashSet<>();
    private boolean listed;
    private boolean explained;
    private long toldTotal;
    private long untoldTotal;
    private final LatestActivity latestActivity = new LatestActivity();
    private volatile boolean closed;

    LeavingOutProbesMonitor(ActivityMonitor monitor, ProbeLimit limit) {
        super(monitor);
        this.limit = Objects.requireNonNull(limit, "limit");
        this.subscription = monitor.subscribe(new ActivityListener() {
            @Override
            public void onEvent(ConnectionEvent event) {
                listeners.tell(take(event)); // not under the lock: a listener that does not return holds up no look
            }

            @Override
            public void onUntold(long opened, long closedOnes) {
                takeUntold();
                listeners.tellUntold(opened, closedOnes);
            }
        });
        listAnew();
    }

    private synchronized ConnectionEvent take(ConnectionEvent event) {
        long id = event.connection().id();
        if (event instanceof ConnectionEvent.Closed end) {
            return closed(id, end);
        }
        toldTotal++;
        if (!decided.contains(id)) {
            undecided.put(id, event.connection().sinceNanos());
        }
        return event;
    }

    private ConnectionEvent closed(long id, ConnectionEvent.Closed end) {
        Long since = undecided.remove(id);
        decided.remove(id);
        if (!listed) {
            closedBeforeListed.add(id);
        }
        Optional<Traffic> traffic = end.connection().traffic();
        if (since != null && traffic.isPresent() && limit.permits(end.atNanos() - since, traffic.get())) {
            return end.leavingNoTrace();
        }
        latestActivity.advance(end.atNanos());
        return end;
    }

    private void takeUntold() {
        synchronized (this) {
            explained = false;
        }
        if (!closed) {
            listAnew();
        }
    }

    /** Not under this lock: a thread of the monitor may be telling an event, and hold what the list waits for. */
    private void listAnew() {
        synchronized (this) {
            listed = false;
        }
        Set<Long> open = new HashSet<>();
        monitor.connections().forEach(connection -> open.add(connection.id()));
        synchronized (this) {
            open.removeAll(closedBeforeListed);
            closedBeforeListed.clear();
            undecided.keySet().retainAll(open);
            open.removeAll(undecided.keySet());
            decided.clear();
            decided.addAll(open);
            listed = true;
        }
    }

    @Override
    public Reading read() {
        for (int look = 1; ; look++) {
            Reading reading = monitor.read();
            if (!(reading instanceof ActivitySnapshot all)) {
                return reading;
            }
            if (isExplained(all)) {
                return withoutProbes(all, true);
            }
            if (look == LOOKS) {
                ActivitySnapshot seen = withoutProbes(all, false);
                listAnew();
                return seen;
            }
            waitForEventsUnderWay();
        }
    }

    private synchronized boolean isExplained(ActivitySnapshot all) {
        return all.openConnections() == undecided.size() + decided.size()
                && all.openedTotal() - toldTotal == untoldTotal;
    }

    /** Whatever a look saw open and could not explain may end without an event before the next one. */
    private synchronized ActivitySnapshot withoutProbes(ActivitySnapshot all, boolean explainedNow) {
        if (!explainedNow || !explained) {
            latestActivity.advance(all.lastActivityNanos());
        }
        explained = explainedNow || all.openConnections() == 0;
        untoldTotal = all.openedTotal() - toldTotal;
        return new ActivitySnapshot(
                all.takenAtNanos(),
                latestActivity.orElse(all.takenAtNanos()),
                all.openConnections(),
                all.openedTotal(),
                all.admitsNobody(),
                all.traffic());
    }

    /** A subscription ends once it has heard what was told until then, where a thread of its own tells the listeners. */
    private void waitForEventsUnderWay() {
        ActivityMonitor source = monitor;
        while (source instanceof ForwardingMonitor filter) {
            source = filter.monitor;
        }
        source.subscribe(event -> {}).close();
    }

    @Override
    synchronized boolean mayLeaveNoTrace(Connection connection, long nowNanos) {
        Long since = undecided.get(connection.id());
        return since != null
                && limit.permits(nowNanos - since, connection.traffic().orElse(Traffic.NONE));
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
        return monitor.description() + ", leaving out probes (" + limit + ")";
    }

    @Override
    public void close() {
        closed = true;
        subscription.close();
        listeners.clear();
        monitor.close();
    }
}
