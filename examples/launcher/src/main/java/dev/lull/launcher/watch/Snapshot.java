package dev.lull.launcher.watch;

import dev.lull.launcher.control.RecentlyClosed;
import dev.lull.launcher.control.ServiceStatus.OpenConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a service stands at one moment, wherever that is known from. Immutable.
 *
 * @param name what it is called
 * @param state in one word; empty where nothing is stopped
 * @param how what is watched, and with what
 * @param at when
 * @param open how many connections count and are open; empty if that cannot be told
 * @param connections those that are open, whether they count or not
 * @param leftOut how many more there are
 * @param keptUpBy sentences
 * @param idle for how long nobody has been connected
 * @param stopsIn how soon it stops; empty if nothing counts down
 * @param onIdle what happens then, in the words of a status
 * @param closed who has left since the snapshot before
 */
record Snapshot(
        String name,
        String state,
        String how,
        Instant at,
        OptionalInt open,
        List<OpenConnection> connections,
        int leftOut,
        List<String> keptUpBy,
        Optional<Duration> idle,
        Optional<Duration> stopsIn,
        String onIdle,
        RecentlyClosed closed) {

    Snapshot {
        connections = List.copyOf(connections);
        keptUpBy = List.copyOf(keptUpBy);
    }
}
