package dev.lull.ebpf;

import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.Traffic;
import dev.lull.ebpf.kernel.EventRecord;
import dev.lull.ebpf.kernel.KernelConnection;
import dev.lull.ebpf.kernel.Lost;
import dev.lull.spi.QueuedListeners;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Gives each connection its number, and tells the listeners in order: nothing closes that was not open, nothing opens
 * twice, and the counts follow from it, whatever records were lost or come late. What cannot be told one by one is
 * counted and told as a number. Safe for use by any thread.
 */
final class ConnectionBook {

    private final KernelClock clock;
    private final QueuedListeners listeners;
    private final Map<Long, Entry> entries = new HashMap<>();
    private long lastId;
    private int announced;
    private boolean listening;
    private boolean mustMatch;

    private final UntoldCount untoldOpenings = new UntoldCount();
    private final UntoldCount untoldClosings = new UntoldCount();

    ConnectionBook(KernelClock clock, QueuedListeners listeners) {
        this.clock = clock;
        this.listeners = listeners;
    }

    private static final class Entry {
        private final Connection connection;
        private boolean announced;
        /** Announced by a comparison: its record was lost or has not come yet. */
        private boolean matched;

        private Entry(Connection connection) {
            this.connection = connection;
        }
    }

    /**
     * Takes the connections for known that were open before anybody listened, and tells those that opened since: their
     * records may have been left out.
     *
     * @param lost how many openings and closings had been lost by then
     */
    synchronized void begin(Map<Long, KernelConnection> live, long listeningSinceNanos, Lost lost) {
        end();
        listening = true;
        mustMatch = true; // for what was opening or closing at this very moment
        untoldOpenings.begin(lost.opened());
        untoldClosings.begin(lost.closed());
        live.forEach((cookie, connection) -> {
            if (connection.sinceNanos() - listeningSinceNanos < 0) {
                announce(entry(cookie, connection));
            }
        });
        live.forEach((cookie, connection) -> opened(cookie, connection, since(connection)));
    }

    /** Nobody listens any more. */
    synchronized void end() {
        entries.values().forEach(entry -> entry.announced = false);
        announced = 0;
        listening = false;
    }

    synchronized void record(EventRecord record) {
        if (!listening) {
            return;
        }
        long at = clock.onMonitorsClock(record.atNanos());
        if (!record.opened()) {
            if (!closed(record.cookie(), record.traffic(), at)) {
                untoldClosings.passedOver();
            }
        } else if (!opened(record.cookie(), record.connection(), at)) {
            Entry known = entries.get(record.cookie());
            if (known != null && known.matched) {
                known.matched = false; // so its record was not lost
                untoldOpenings.recordCame();
            }
        }
    }

    /** Tells of a connection that no record tells of: it was found by comparing, and added to the live ones. */
    synchronized void added(long cookie, KernelConnection connection) {
        if (listening) {
            opened(cookie, connection, since(connection));
        }
    }

    /** Tells of the end of a connection that no record tells of: it was taken out of the live ones. */
    synchronized void removed(long cookie) {
        if (listening && !closed(cookie, Optional.empty(), now())) {
            untoldClosings.passedOver();
            mustMatch = true; // should the record of its opening come late
        }
    }

    /** Whether what was told has to be compared with what is live. */
    synchronized boolean mustMatch(Lost lost) {
        return listening
                && (mustMatch
                        || untoldOpenings.hasLostMoreThan(lost.opened())
                        || untoldClosings.hasLostMoreThan(lost.closed()));
    }

    /**
     * Finds those that were told as open and are not live any more: their records have come or are about to, unless they
     * were lost.
     *
     * @return by socket cookie
     */
    synchronized Set<Long> goneFrom(Map<Long, KernelConnection> live) {
        Set<Long> gone = new HashSet<>(entries.keySet());
        gone.removeAll(live.keySet());
        return gone;
    }

    /**
     * Tells what must have happened when records were lost: the live connections are what is true. All records that had
     * come before these were listed must have been recorded.
     *
     * @param gone who was {@linkplain #goneFrom gone} before those records were recorded: whoever went later is left to
     *     the record that says how many bytes it carried
     * @param lost how many openings and closings were lost, read before the live connections were listed for the first time
     */
    synchronized void match(Map<Long, KernelConnection> live, Set<Long> gone, Lost lost) {
        if (!listening) {
            return;
        }
        mustMatch = false;
        for (long cookie : gone) {
            if (!live.containsKey(cookie) && closed(cookie, Optional.empty(), now())) {
                untoldClosings.toldByComparing();
            }
        }
        live.forEach((cookie, connection) -> {
            if (opened(cookie, connection, since(connection))) {
                entry(cookie, connection).matched = true;
                untoldOpenings.toldByComparing();
            }
        });
        untoldOpenings.compared(lost.opened());
        untoldClosings.compared(lost.closed());
    }

    /**
     * Tells how many connections came and went without being told one by one. Whoever is untold is so at both ends: while
     * such a connection is open, the comparison tells it. So what was told goes on adding up.
     */
    synchronized void tellUntold() {
        long both = Math.min(untoldOpenings.unsaid(), untoldClosings.unsaid());
        if (listening && both > 0) {
            untoldOpenings.say(both);
            untoldClosings.say(both);
            listeners.untold(both, both);
        }
    }

    private boolean opened(long cookie, KernelConnection connection, long atNanos) {
        Entry entry = entry(cookie, connection);
        if (entry.announced) {
            return false;
        }
        announce(entry);
        listeners.tell(new ConnectionEvent.Opened(entry.connection, announced, atNanos));
        return true;
    }

    private boolean closed(long cookie, Optional<Traffic> traffic, long atNanos) {
        Entry entry = entries.remove(cookie);
        if (entry == null || !entry.announced) {
            return false;
        }
        announced--;
        listeners.tell(new ConnectionEvent.Closed(withTraffic(entry.connection, traffic), announced, atNanos));
        return true;
    }

    /** The live connections with their numbers, by socket cookie. */
    synchronized Map<Long, Connection> list(Map<Long, KernelConnection> live) {
        for (Iterator<Map.Entry<Long, Entry>> each = entries.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<Long, Entry> known = each.next();
            if (!known.getValue().announced && !live.containsKey(known.getKey())) {
                each.remove();
            }
        }
        Map<Long, Connection> connections = new HashMap<>();
        live.forEach((cookie, connection) -> connections.put(cookie, entry(cookie, connection).connection));
        return connections;
    }

    private Entry entry(long cookie, KernelConnection connection) {
        return entries.computeIfAbsent(cookie, unknown -> {
            lastId++;
            return new Entry(new Connection(
                    lastId,
                    connection.local(),
                    connection.remote(),
                    since(connection),
                    OptionalLong.empty(),
                    Optional.empty()));
        });
    }

    private void announce(Entry entry) {
        entry.announced = true;
        announced++;
    }

    private long since(KernelConnection connection) {
        return clock.onMonitorsClock(connection.sinceNanos());
    }

    private long now() {
        return clock.onMonitorsClock(clock.nowNanos());
    }

    static Connection withTraffic(Connection connection, Optional<Traffic> traffic) {
        return new Connection(
                connection.id(),
                connection.local(),
                connection.remote(),
                connection.sinceNanos(),
                connection.lastActivityNanos(),
                traffic);
    }
}
