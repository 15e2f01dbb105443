package dev.lull.launcher.watch;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Connection;
import dev.lull.NanoClock;
import dev.lull.Reading;
import dev.lull.launcher.control.ServiceStatus;
import dev.lull.launcher.control.ServiceStatus.OpenConnection;
import dev.lull.launcher.option.Endpoint;
import dev.lull.launcher.report.Farewells;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A monitor of its own, which nothing is stopped by. Closes it. */
final class MonitorSource implements SnapshotSource {

    private final String target;
    private final ActivityMonitor monitor;
    private final NanoClock clock;
    private final Clock wallClock;
    private final Farewells farewells;
    private OptionalLong latest = OptionalLong.empty();

    MonitorSource(String target, ActivityMonitor monitor, NanoClock clock, Clock wallClock) {
        this.target = target;
        this.monitor = monitor;
        this.clock = clock;
        this.wallClock = wallClock;
        this.farewells = new Farewells(monitor, clock, wallClock, connection -> Optional.empty());
    }

    @Override
    public Optional<Snapshot> next() {
        farewells.listen();
        Reading reading = monitor.read();
        List<Connection> all = monitor.connections();
        long now = clock.nanoTime();
        Snapshot snapshot = new Snapshot(
                target,
                "",
                "with " + how(),
                wallClock.instant(),
                reading instanceof ActivitySnapshot seen ? OptionalInt.of(seen.openConnections()) : OptionalInt.empty(),
                all.stream()
                        .sorted(Comparator.comparingLong(each -> now - lastActivityNanos(each)))
                        .limit(ServiceStatus.MOST_CONNECTIONS)
                        .map(each -> OpenConnection.of(each, Endpoint.of(each.remote()), now, Optional.empty()))
                        .toList(),
                Math.max(0, all.size() - ServiceStatus.MOST_CONNECTIONS),
                reading instanceof Reading.Unreadable unreadable
                        ? List.of("it cannot be told whether somebody is connected: " + unreadable.reason())
                        : List.of(),
                reading instanceof ActivitySnapshot seen && seen.openConnections() == 0
                        ? Optional.of(ServiceStatus.between(seen.lastActivityNanos(), now))
                        : Optional.empty(),
                Optional.empty(),
                "",
                farewells.since(latest));
        latest = OptionalLong.of(snapshot.closed().latest());
        return Optional.of(snapshot);
    }

    private String how() {
        return monitor.description().equals(monitor.strategy())
                ? monitor.strategy()
                : monitor.strategy() + " (" + monitor.description() + ")";
    }

    private static long lastActivityNanos(Connection connection) {
        return connection.lastActivityNanos().orElse(connection.sinceNanos());
    }

    @Override
    public void close() {
        monitor.close();
    }
}
