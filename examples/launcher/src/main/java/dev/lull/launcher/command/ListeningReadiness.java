package dev.lull.launcher.command;

import dev.lull.MonitorTarget;
import dev.lull.spi.OwnAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Waits until COMMAND listens. On this machine the kernel's table of sockets says so, so that no connection is made that
 * COMMAND would take for a client; elsewhere, or without that table, a connection is tried.
 */
final class ListeningReadiness implements Readiness {

    private static final int PATIENCE_MILLIS = 2_000;

    private final MonitorTarget.Observed place;
    private final Optional<InetSocketAddress> elsewhere;
    private final ServicePlaces places;
    private String missing = "it does not listen";

    private ListeningReadiness(
            MonitorTarget.Observed place, Optional<InetSocketAddress> elsewhere, CommandProcesses processes) {
        this.place = place;
        this.places = new ServicePlaces(place, processes);
        this.elsewhere = elsewhere;
    }

    /**
     * Makes it.
     *
     * @param target where COMMAND listens, or the relay in front of it dials
     * @param processes COMMAND's
     */
    static ListeningReadiness of(MonitorTarget target, CommandProcesses processes) {
        if (target instanceof MonitorTarget.Observed observed) {
            return new ListeningReadiness(observed, Optional.empty(), processes);
        }
        InetSocketAddress service = ((MonitorTarget.Proxied) target).service();
        SortedSet<Integer> port = new TreeSet<>(List.of(service.getPort()));
        Optional<InetAddress> address = Optional.ofNullable(service.getAddress());
        boolean isHere = address.filter(ListeningReadiness::isOfThisMachine).isPresent();
        return new ListeningReadiness(
                new MonitorTarget.Observed(port, address), isHere ? Optional.empty() : Optional.of(service), processes);
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return OwnAddresses.contain(address);
        } catch (SocketException e) {
            return false; // then a connection is tried
        }
    }

    @Override
    public void begin() {}

    @Override
    public void end() {
        places.close();
    }

    @Override
    public boolean isReached() {
        if (elsewhere.isPresent()) {
            return accepts(elsewhere.get());
        }
        Set<Integer> unserved = new TreeSet<>(place.ports());
        try {
            places.look().forEach(found -> unserved.remove(found.getPort()));
        } catch (IOException e) { // no such table here
            return place.ports().stream().allMatch(port -> accepts(new InetSocketAddress(address(), port)));
        }
        missing = "it does not listen at port "
                + unserved.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return unserved.isEmpty();
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
}
