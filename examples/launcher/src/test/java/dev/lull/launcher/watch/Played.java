package dev.lull.launcher.watch;

import dev.lull.Traffic;
import dev.lull.launcher.control.ClosedConnection;
import dev.lull.launcher.control.RecentlyClosed;
import dev.lull.launcher.control.ServiceStatus.OpenConnection;
import dev.lull.launcher.control.Uncounted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Snapshots that a test makes up, at the moments that it chooses. */
final class Played {

    static final Instant EVENING = Instant.parse("2026-05-04T19:14:31Z");

    private Played() {}

    static OpenConnection open(long id, String remote, Duration age, long in, long out) {
        return new OpenConnection(
                id,
                remote,
                age,
                Optional.of(Duration.ofSeconds(3)),
                Optional.of(new Traffic(in, out)),
                Optional.empty());
    }

    static OpenConnection uncounted(long id, String remote, Uncounted why) {
        return new OpenConnection(
                id, remote, Duration.ofSeconds(70), Optional.empty(), Optional.empty(), Optional.of(why));
    }

    static ClosedConnection closed(long id, String remote) {
        return new ClosedConnection(
                id,
                remote,
                EVENING.minusSeconds(5),
                Duration.ofSeconds(4340),
                Optional.of(new Traffic(1_900_000, 24_000_000)),
                Optional.empty());
    }

    static Snapshot busy(List<OpenConnection> connections, RecentlyClosed closed) {
        int counting = (int) connections.stream().filter(OpenConnection::counts).count();
        return new Snapshot(
                "port-22",
                "watching",
                "port 22, with procfs (sock_diag)",
                EVENING,
                OptionalInt.of(counting),
                connections,
                0,
                List.of(counting == 1 ? "1 connection is open" : counting + " connections are open"),
                Optional.empty(),
                Optional.empty(),
                "exit",
                closed);
    }

    static Snapshot idle() {
        return new Snapshot(
                "port-22",
                "watching",
                "port 22, with procfs (sock_diag)",
                EVENING,
                OptionalInt.of(0),
                List.of(),
                0,
                List.of(),
                Optional.of(Duration.ofSeconds(48)),
                Optional.of(Duration.ofSeconds(552)),
                "exit",
                nobody());
    }

    static RecentlyClosed nobody() {
        return new RecentlyClosed(0, List.of(), 0);
    }

    static View view(Snapshot... snapshots) {
        Optional<View> view = Optional.empty();
        for (Snapshot each : snapshots) {
            view = Optional.of(View.of(view, each));
        }
        return view.orElseThrow();
    }
}
