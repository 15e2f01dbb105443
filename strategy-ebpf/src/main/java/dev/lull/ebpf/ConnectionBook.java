package dev.lull.ebpf;

import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.Traffic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Gives each connection its number and keeps the order of what listeners hear: nothing closes that was not open, nothing
 * opens twice, and the counts follow from it, whatever records were lost or come late. Safe for use by any thread.
 */
final class ConnectionBook {

    private final KernelClock clock;
    private final Map<Long, Entry> entries = new HashMap<>();
    private long lastId;
    private int announced;

    ConnectionBook(KernelClock clock) {
        this.clock = clock;
    }

    private static final class Entry {
        private final Connection connection;
        private boolean announced;

        private Entry(Connection connection) {
            this.connection = connection;
        }
    }

    /** Takes the connections for known that were open before anybody listened. */
    synchronized void begin(Map<Long, KernelConnection> live, long listeningSinceNanos) {
        end();
        live.forEach((cookie, connection) -> {
            if (connection.sinceNanos() - listeningSinceNanos < 0) {
                announce(entry(cookie, connection));
            }
        });
    }

    /** Nobody listens any more. */
    synchronized void end() {
        entries.values().forEach(entry -> entry.announced = false);
        announced = 0;
    }

    synchronized Optional<ConnectionEvent> record(EventRecord record) {
        long at = clock.onMonitorsClock(record.atNanos());
        return record.opened()
                ? opened(record.cookie(), record.connection(), at)
                : closed(record.cookie(), record.traffic(), at);
    }

    private Optional<ConnectionEvent> opened(long cookie, KernelConnection connection, long atNanos) {
        Entry entry = entry(cookie, connection);
        if (entry.announced) {
            return Optional.empty();
        }
        announce(entry);
        return Optional.of(new ConnectionEvent.Opened(entry.connection, announced, atNanos));
    }

    private Optional<ConnectionEvent> closed(long cookie, Optional<Traffic> traffic, long atNanos) {
        Entry entry = entries.remove(cookie);
        if (entry == null || !entry.announced) {
            return Optional.empty();
        }
        announced--;
        return Optional.of(new ConnectionEvent.Closed(withTraffic(entry.connection, traffic), announced, atNanos));
    }

    /** Tells what must have happened, when records were lost: the live connections are what is true. */
    synchronized List<ConnectionEvent> match(Map<Long, KernelConnection> live) {
        long now = clock.onMonitorsClock(clock.nowNanos());
        List<ConnectionEvent> events = new ArrayList<>();
        for (long cookie : List.copyOf(entries.keySet())) {
            if (!live.containsKey(cookie)) {
                closed(cookie, Optional.empty(), now).ifPresent(events::add);
            }
        }
        live.forEach((cookie, connection) -> opened(cookie, connection, clock.onMonitorsClock(connection.sinceNanos()))
                .ifPresent(events::add));
        return events;
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
                    clock.onMonitorsClock(connection.sinceNanos()),
                    OptionalLong.empty(),
                    Optional.empty()));
        });
    }

    private void announce(Entry entry) {
        entry.announced = true;
        announced++;
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
