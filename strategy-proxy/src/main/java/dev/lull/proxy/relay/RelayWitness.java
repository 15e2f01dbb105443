package dev.lull.proxy.relay;

import dev.lull.Availability;
import dev.lull.Connection;
import dev.lull.MonitorTarget;
import dev.lull.Testimony;
import dev.lull.Testimony.Sighting;
import dev.lull.Witness;
import dev.lull.internal.linux.TargetFilter;
import dev.lull.internal.linux.TcpTables;
import dev.lull.spi.ConnectionRow;
import dev.lull.spi.ConnectionSink;
import dev.lull.spi.UnreadableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The kernel's table of TCP connections at the relay's frontend, compared with the relay's own sessions: whoever the
 * table has and no session is for waits to be let in. The sessions themselves are judged by the relay's counts, so that
 * a health check that is carried is nobody here either. Safe for use by any thread.
 */
final class RelayWitness implements Witness {

    private static final String DESCRIPTION = "the kernel's table of connections at the frontend (/proc/net/tcp)";

    private final Relay relay;
    private final Path tables;
    private final TargetFilter frontend;

    private RelayWitness(Relay relay, Path tables) {
        this.relay = relay;
        this.tables = tables;
        this.frontend = filter(relay.frontend());
    }

    /** The witness of a relay; none, with the reason, where the system shows no such table. */
    static Witness of(Relay relay) {
        return of(relay, TcpTables.OWN_NAMESPACE);
    }

    static Witness of(Relay relay, Path tables) {
        Availability availability = probe(tables);
        return availability instanceof Availability.Available
                ? new RelayWitness(relay, tables)
                : Witness.none(availability.explanation());
    }

    /** Whether this system shows such a table. */
    static Availability probe() {
        return probe(TcpTables.OWN_NAMESPACE);
    }

    private static Availability probe(Path tables) {
        TargetFilter anything = filter(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        try (TcpTables opened = TcpTables.open(tables, anything, DESCRIPTION)) {
            opened.look(row -> {});
            return new Availability.Available(DESCRIPTION);
        } catch (IOException | UnreadableException e) {
            return new Availability.Unsupported(
                    "the kernel's table of TCP connections cannot be read: " + e.getMessage(),
                    "only Linux has it; mount /proc where it is missing");
        }
    }

    private static TargetFilter filter(InetSocketAddress at) {
        Optional<InetAddress> address = Optional.of(at.getAddress()).filter(one -> !one.isAnyLocalAddress());
        return new TargetFilter(new MonitorTarget.Observed(new TreeSet<>(Set.of(at.getPort())), address));
    }

    @Override
    public String description() {
        return DESCRIPTION;
    }

    @Override
    public Testimony testify() {
        try {
            return new Testimony.Seen(look());
        } catch (IOException | UnreadableException e) {
            return new Testimony.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    private List<Sighting> look() throws IOException, UnreadableException {
        // Who is let in while the table is read is among the sessions afterwards; who leaves, among those before.
        Set<Sighting> before = relay.loops().sessions();
        Set<Sighting> waiting = inTable();
        waiting.removeAll(before);
        if (!waiting.isEmpty()) {
            waiting.removeAll(relay.loops().sessions());
        }
        List<Sighting> seen = new ArrayList<>();
        for (Sighting each : waiting) {
            if (relay.mayCount(each.remote())) {
                seen.add(each);
            }
        }
        for (Connection counted : relay.counts().countedOrUndecided()) {
            seen.add(new Sighting(counted.local(), counted.remote()));
        }
        return seen;
    }

    /** The connections at the frontend. */
    private Set<Sighting> inTable() throws IOException, UnreadableException {
        Set<Sighting> found = new HashSet<>();
        boolean[] listens = {true};
        ConnectionSink sink = new ConnectionSink() {
            @Override
            public void row(ConnectionRow row) {
                found.add(new Sighting(row.local(), row.remote()));
            }

            @Override
            public void nothingListensOn(int port) {
                listens[0] = false;
            }
        };
        try (TcpTables opened = TcpTables.open(tables, frontend, DESCRIPTION)) {
            opened.look(sink);
            opened.look(sink); // one look may miss a row while the table changes
        }
        if (!listens[0]) {
            throw new UnreadableException(tables + " does not show the relay's own listener at " + relay.frontend()
                    + ", so it tells nothing");
        }
        return found;
    }
}
