package dev.lull.proxy.relay;

import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.NanoClock;
import dev.lull.Subscription;
import dev.lull.spi.Listeners;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which connections are open. A count changes, and listeners are told of it, under one lock, so that events come in the
 * order of their counts; the counts are read without it.
 *
 * <p>A session whose PROXY protocol header is still awaited is undecided: it may turn out to be a health check, which
 * counts for nothing. Once somebody shuts the door he must know of everyone inside, so that an undecided one counts.
 */
final class Counts {

    private final NanoClock clock;
    private final Listeners listeners = new Listeners();
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
    synchronized void opened(Session session) {
        undecided.remove(session);
        if (open.putIfAbsent(session.id(), session) == null) {
            long now = clock.nanoTime();
            session.countedSince(now);
            openedTotal++;
            openConnections++;
            lastChangeNanos = now;
            if (!listeners.isEmpty()) {
                listeners.tell(new ConnectionEvent.Opened(session.toConnection(), openConnections, now));
            }
        }
    }

    /** A session is to count for nothing, unless it counts already. */
    synchronized void ignored(Session session) {
        undecided.remove(session);
    }

    synchronized void closed(Session session) {
        undecided.remove(session);
        if (open.remove(session.id(), session)) {
            long now = clock.nanoTime();
            openConnections--;
            lastChangeNanos = now;
            if (!listeners.isEmpty()) {
                listeners.tell(new ConnectionEvent.Closed(session.toConnection(), openConnections, now));
            }
        }
    }

    /** Somebody came who cannot be let in now. */
    synchronized void knocked() {
        lastChangeNanos = clock.nanoTime();
    }

    synchronized void decideAll() {
        for (Session session : List.copyOf(undecided)) {
            opened(session);
        }
    }

    int openConnections() {
        return openConnections;
    }

    long openedTotal() {
        return openedTotal;
    }

    /** When a connection was last opened, closed or asked for in vain; when the relay was opened, if none was. */
    long lastChangeNanos() {
        return lastChangeNanos;
    }

    List<Connection> connections() {
        List<Connection> connections = new ArrayList<>(openConnections);
        open.values().forEach(session -> connections.add(session.toConnection()));
        return List.copyOf(connections);
    }

    Subscription subscribe(dev.lull.ActivityListener listener) {
        return listeners.add(listener);
    }

    void tellNobody() {
        listeners.clear();
    }
}
