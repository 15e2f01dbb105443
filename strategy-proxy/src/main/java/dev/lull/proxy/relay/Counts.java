package dev.lull.proxy.relay;

import dev.lull.ActivityListener;
import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.NanoClock;
import dev.lull.Subscription;
import dev.lull.spi.QueuedListeners;
import dev.lull.spi.UseListeners;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which connections are open. A count changes, and its event is queued, under one lock, so that events come in the order
 * of their counts; the counts are read without it. Listeners hear on a thread of their own, so that none of them can stop
 * a loop; those of the beginning and the end of use are called at once, outside of the lock.
 *
 * <p>A session whose PROXY protocol header is still awaited is undecided: it may turn out to be a health check, which
 * counts for nothing. Once somebody shuts the door he must know of everyone inside, so that an undecided one counts.
 */
final class Counts implements AutoCloseable {

    private final NanoClock clock;
    private final QueuedListeners listeners = new QueuedListeners("lull-proxy-listeners");
    private final UseListeners useListeners = new UseListeners();
    private final ConcurrentHashMap<Long, Session> open = new ConcurrentHashMap<>();
    private final Set<Session> undecided = new HashSet<>(); // guarded by this
    private volatile int openConnections;
    private volatile long openedTotal;
    private volatile long lastChangeNanos;

    Counts(NanoClock clock) {
        this.clock = clock;
        this.lastChangeNanos = clock.nanoTime();
    }

    synchronized void undecided(Session session) {
        undecided.add(session);
    }

    /** Counts a session, unless it counts already. */
    void opened(Session session) {
        if (countOpened(session) == 1) {
            useListeners.tell();
        }
    }

    /** Answers how many are open now; 0 if this one counted already. */
    private synchronized int countOpened(Session session) {
        undecided.remove(session);
        if (open.putIfAbsent(session.id(), session) != null) {
            return 0;
        }
        long now = clock.nanoTime();
        session.countedSince(now);
        openedTotal++;
        int count = openConnections + 1;
        openConnections = count;
        lastChangeNanos = now;
        if (!listeners.isEmpty()) {
            try {
                listeners.tell(new ConnectionEvent.Opened(session.toConnection(), count, now));
            } catch (OutOfMemoryError e) {
                listeners.untold(1, 0);
            }
        }
        return count;
    }

    /** A session is to count for nothing, unless it counts already. */
    synchronized void ignored(Session session) {
        undecided.remove(session);
    }

    void closed(Session session) {
        if (countClosed(session) == 0) {
            useListeners.tell();
        }
    }

    /** Answers how many are open now; below zero if this one did not count. */
    private synchronized int countClosed(Session session) {
        undecided.remove(session);
        if (!open.remove(session.id(), session)) {
            return -1;
        }
        long now = clock.nanoTime();
        int count = openConnections - 1;
        openConnections = count;
        lastChangeNanos = now;
        if (!listeners.isEmpty()) {
            try {
                listeners.tell(new ConnectionEvent.Closed(session.toConnection(), count, now));
            } catch (OutOfMemoryError e) {
                listeners.untold(0, 1);
            }
        }
        return count;
    }

    /** Idle time begins again although no count changes: somebody may be there who is not let in. */
    synchronized void restartIdleTime() {
        lastChangeNanos = clock.nanoTime();
    }

    /** Counts whoever is not decided. */
    void decideAll() {
        if (countUndecided()) {
            useListeners.tell();
        }
    }

    /** Answers whether use began with it. */
    private synchronized boolean countUndecided() {
        int before = openConnections;
        for (Session session : List.copyOf(undecided)) {
            int ignored = countOpened(session);
        }
        return before == 0 && openConnections > 0;
    }

    int openConnections() {
        return openConnections;
    }

    long openedTotal() {
        return openedTotal;
    }

    /** When a connection was last opened, closed, or {@linkplain #restartIdleTime idle time restarted}; when the relay was opened, if none was. */
    long lastChangeNanos() {
        return lastChangeNanos;
    }

    List<Connection> connections() {
        List<Connection> connections = new ArrayList<>(openConnections);
        open.values().forEach(session -> connections.add(session.toConnection()));
        return List.copyOf(connections);
    }

    /** Those that are open, and those of whom it is not known yet whether they count. */
    synchronized List<Connection> countedOrUndecided() {
        List<Connection> connections = new ArrayList<>(connections());
        undecided.forEach(session -> connections.add(session.toConnection()));
        return connections;
    }

    Subscription subscribe(ActivityListener listener) {
        return listeners.add(listener);
    }

    Subscription subscribeToUse(Runnable listener) {
        return useListeners.add(listener);
    }

    /** Tells nobody from now on. */
    @Override
    public void close() {
        useListeners.clear();
        listeners.close();
    }
}
