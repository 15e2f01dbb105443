package dev.lull.launcher.command;

import dev.lull.MonitorTarget;
import dev.lull.internal.linux.TargetFilter;
import dev.lull.internal.linux.TcpTables;
import dev.lull.spi.ConnectionRow;
import dev.lull.spi.ConnectionSink;
import dev.lull.spi.UnreadableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Waits until COMMAND listens. On this machine the kernel's table of sockets says so, so that no connection is made that
 * COMMAND would take for a client; elsewhere, or without that table, a connection is tried.
 */
final class ListeningReadiness implements Readiness {

    private static final int PATIENCE_MILLIS = 2_000;

    private final MonitorTarget.Observed place;
    private final Optional<InetSocketAddress> elsewhere;
    private String missing = "nothing listens there";

    private ListeningReadiness(MonitorTarget.Observed place, Optional<InetSocketAddress> elsewhere) {
        this.place = place;
        this.elsewhere = elsewhere;
    }

    static ListeningReadiness of(MonitorTarget target) {
        if (target instanceof MonitorTarget.Observed observed) {
            return new ListeningReadiness(observed, Optional.empty());
        }
        InetSocketAddress service = ((MonitorTarget.Proxied) target).service();
        SortedSet<Integer> port = new TreeSet<>(java.util.List.of(service.getPort()));
        Optional<InetAddress> address = Optional.ofNullable(service.getAddress());
        boolean isHere = address.filter(ListeningReadiness::isOfThisMachine).isPresent();
        return new ListeningReadiness(
                new MonitorTarget.Observed(port, address), isHere ? Optional.empty() : Optional.of(service));
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false; // then a connection is tried
        }
    }

    @Override
    public void begin() {}

    @Override
    public boolean isReached() {
        if (elsewhere.isPresent()) {
            return accepts(elsewhere.get());
        }
        Unserved unserved = new Unserved();
        try (TcpTables tables = TcpTables.open(TcpTables.OWN_NAMESPACE, new TargetFilter(place), "who listens")) {
            tables.look(unserved);
        } catch (FileNotFoundException | UnreadableException e) {
            return place.ports().stream().allMatch(port -> accepts(new InetSocketAddress(address(), port)));
        }
        missing = "nothing listens at " + unserved.ports;
        return unserved.ports.isEmpty();
    }

    private InetAddress address() {
        return place.localAddress().orElseGet(InetAddress::getLoopbackAddress);
    }

    private boolean accepts(InetSocketAddress where) {
        InetSocketAddress resolved =
                where.isUnresolved() ? new InetSocketAddress(where.getHostString(), where.getPort()) : where;
        try (Socket tried = new Socket()) {
            tried.connect(resolved, PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            missing = where + ": " + e.getMessage();
            return false;
        }
    }

    @Override
    public String missing() {
        return missing;
    }

    /** Notes the ports at which nothing listens. */
    private static final class Unserved implements ConnectionSink {
        private final SortedSet<Integer> ports = new TreeSet<>();

        @Override
        public void row(ConnectionRow row) {}

        @Override
        public void nothingListensOn(int port) {
            ports.add(port);
        }
    }
}
