package dev.lull.proxy.relay;

import dev.lull.NanoClock;
import dev.lull.StrategyException;
import dev.lull.proxy.RelayOptions;
import dev.lull.proxy.ServiceGate;
import dev.lull.spi.OwnEnds;
import dev.lull.spi.UnreadableException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Relays that listen where a service listened, one for each of its addresses, and hold whoever connects; then listen no
 * more, and carry those clients to the service that listens there again. What {@code dev.lull.proxy.ParkedListener} is
 * made of. Safe for use by any thread.
 */
public final class ParkedRelay implements AutoCloseable {

    /** A handshake on this machine, or one whose last segment is under way, is over in less. */
    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final InetSocketAddress LOOPBACK_IPV4 = anyPortOf(new byte[] {127, 0, 0, 1});
    private static final InetSocketAddress LOOPBACK_IPV6 =
            anyPortOf(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

    private final ServiceGate gate = ServiceGate.shutAtFirst();
    private final List<Relay> relays = new ArrayList<>();
    private volatile boolean listening = true;

    private ParkedRelay() {}

    /** Of all of this process, in which an end is one socket's. */
    private static final OwnEnds ENDS = new OwnEnds(NanoClock.system());

    private static InetSocketAddress anyPortOf(byte[] address) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), 0);
        } catch (UnknownHostException e) {
            throw new AssertionError("addresses of 4 and of 16 bytes are always right", e);
        }
    }

    /**
     * Returns the address that parked relays of this process dial from for clients of elsewhere.
     *
     * @return the address, or empty where there is none
     */
    public static Optional<InetAddress> source() {
        return OwnSource.find();
    }

    /**
     * Returns from where parked relays of this process are connected to services.
     *
     * @return always the same object
     */
    public static OwnEnds ends() {
        return ENDS;
    }

    private static Origin.Choice origins() {
        Optional<InetAddress> foreign = source();
        return client -> new ParkedOrigin(ENDS, client.getAddress(), foreign);
    }

    /**
     * Listens from now on.
     *
     * @param factory finds what carries the bytes
     * @param addresses where to listen, at least one, resolved
     * @param options the relays'; with one loop each if they do not say how many
     * @param onUse called when there is a first client, and when the last one is gone
     * @return the relays
     * @throws StrategyException if it cannot listen at all of them; nothing is left open then
     * @throws IllegalArgumentException if there is no address, or one is unresolved
     */
    public static ParkedRelay listen(
            DataPath.Factory factory, Collection<InetSocketAddress> addresses, RelayOptions options, Runnable onUse) {
        List<Route> routes = new ArrayList<>();
        ParkedRelay parked = new ParkedRelay();
        Origin.Choice origins = origins();
        withoutCovered(addresses)
                .forEach(each -> routes.add(Route.atItsOwnPort(each, origins, () -> parked.listening)));
        return parked.begin(factory, routes, options, onUse);
    }

    /**
     * Listens from now on beside the service, for those who are led here from its place.
     *
     * @param factory finds what carries the bytes
     * @param addresses the service's: one, or one for each address family
     * @param options as for {@link #listen}
     * @param onUse as for {@link #listen}
     * @return the relays; {@link #addresses} tells where they listen
     * @throws StrategyException if it cannot listen; nothing is left open then
     * @throws IllegalArgumentException if there is no address, or one is unresolved
     */
    public static ParkedRelay listenBeside(
            DataPath.Factory factory, Collection<InetSocketAddress> addresses, RelayOptions options, Runnable onUse) {
        List<Route> routes = new ArrayList<>();
        Origin.Choice origins = origins();
        for (InetSocketAddress each : withoutCovered(addresses)) {
            boolean ipv4 = each.getAddress() instanceof Inet4Address;
            if (ipv4 || each.getAddress().isAnyLocalAddress()) {
                routes.add(Route.beside(each, LOOPBACK_IPV4, origins));
            }
            if (!ipv4) {
                routes.add(Route.beside(each, LOOPBACK_IPV6, origins));
            }
        }
        return new ParkedRelay().begin(factory, routes, options, onUse);
    }

    private ParkedRelay begin(DataPath.Factory factory, List<Route> routes, RelayOptions options, Runnable onUse) {
        RelayOptions settings = options.toBuilder().gate(gate).build();
        DataPath dataPath = factory.choose(settings);
        try {
            for (Route route : routes) {
                listenAt(route, dataPath, settings, onUse);
            }
            return this;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void listenAt(Route route, DataPath dataPath, RelayOptions settings, Runnable onUse) {
        try {
            Relay relay = new Relay(dataPath, settings.loops().orElse(1), route, settings, NanoClock.system());
            relays.add(relay);
            relay.counts().subscribeToUse(onUse); // ends with the relay
            relay.threshold().prepare(); // now, while nobody waits
            relay.start();
        } catch (IOException e) {
            throw new StrategyException(
                    "cannot listen at " + route.frontend() + " in the service's place: " + e.getMessage()
                            + "; does something of it still listen there, or did it not set SO_REUSEADDR and connections"
                            + " of its are not through (TIME_WAIT) yet? To stand in the path instead, use --listen",
                    e);
        }
    }

    /**
     * Returns where it listens.
     *
     * @return one address for each relay
     */
    public List<InetSocketAddress> addresses() {
        return relays.stream().map(Relay::frontend).toList();
    }

    /** {@code ::} takes every address, and {@code 0.0.0.0} every one of IPv4: two such sockets exclude each other. */
    private static List<InetSocketAddress> withoutCovered(Collection<InetSocketAddress> addresses) {
        List<InetSocketAddress> all = addresses.stream().distinct().toList();
        if (all.isEmpty() || all.stream().anyMatch(InetSocketAddress::isUnresolved)) {
            throw new IllegalArgumentException("addresses: " + all + ", expected at least one, all of this machine");
        }
        return all.stream()
                .filter(each -> all.stream().noneMatch(other -> !other.equals(each) && covers(other, each)))
                .toList();
    }

    private static boolean covers(InetSocketAddress wide, InetSocketAddress narrow) {
        boolean ofBoth = !(wide.getAddress() instanceof Inet4Address);
        return wide.getAddress().isAnyLocalAddress()
                && wide.getPort() == narrow.getPort()
                && (ofBoth || narrow.getAddress() instanceof Inet4Address);
    }

    /**
     * Listens no more, and keeps its clients; see {@code ParkedListener.leave}.
     *
     * @param atMost how long to wait for whoever is in the middle of a handshake
     * @return whom it may have lost, in words; empty if nobody
     */
    public synchronized Optional<String> leave(Duration atMost) {
        if (!listening) {
            return Optional.empty();
        }
        long deadline = System.nanoTime() + atMost.toNanos();
        List<String> lost = new ArrayList<>();
        try {
            relays.forEach(relay -> relay.threshold().hold(atMost));
            for (Relay relay : relays) {
                awaitNobodyOnTheWay(relay, deadline).ifPresent(lost::add);
            }
            for (Relay relay : relays) {
                relay.threshold().closeEntrance();
                whoMayQueueStill(relay).ifPresent(lost::add);
            }
        } catch (StrategyException | UnreadableException e) {
            lost.add(String.valueOf(e.getMessage()));
            relays.forEach(Relay::stopListeningSoon);
        }
        listening = false;
        return lost.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", lost));
    }

    private static Optional<String> awaitNobodyOnTheWay(Relay relay, long deadline) {
        while (true) {
            Optional<String> who;
            try {
                who = relay.threshold().occupied();
            } catch (UnreadableException e) {
                who = Optional.of("it cannot be told who is in the middle of a handshake: " + e.getMessage());
            }
            if (who.isEmpty() || deadline - System.nanoTime() <= 0) {
                return who;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    private static Optional<String> whoMayQueueStill(Relay relay) {
        if (relay.entrance().admitsNobody()) {
            return Optional.of("whoever queued at " + relay.service()
                    + ", where as many were let in as may be, or as there are descriptors for");
        }
        return relay.threshold().holdsSyns()
                ? Optional.empty()
                : Optional.of(
                        "whoever connected to " + relay.service() + " in the last moment, since SYNs cannot be held");
    }

    /**
     * Dials the service for everybody who is held.
     *
     * @throws IllegalStateException if it listens itself still
     */
    public void serve() {
        if (listening) {
            throw new IllegalStateException("it listens in the service's place still; leave first");
        }
        gate.open();
    }

    /**
     * Resets whoever is held.
     *
     * @param reason why, for people
     */
    public void dismiss(String reason) {
        gate.dismiss(reason);
    }

    /**
     * Returns how many clients there are, held and served.
     *
     * @return 0 or more
     */
    public int clients() {
        return relays.stream()
                .mapToInt(relay -> relay.counts().openConnections())
                .sum();
    }

    /** Listens no more, and resets whoever is there. Idempotent. */
    @Override
    public void close() {
        listening = false;
        for (Relay relay : relays) {
            relay.counts().close();
            relay.close();
        }
    }
}
