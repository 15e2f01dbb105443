package dev.lull.proxy;

import dev.lull.StrategyException;
import dev.lull.proxy.ready.DataPaths;
import dev.lull.proxy.relay.ParkedRelay;
import dev.lull.spi.OwnEnds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Listens in a service's own place while that service is down, so that whoever connects wakes it and is served. One of
 * these is for one sleep:
 *
 * <ol>
 *   <li>{@link #listen}: whoever connects is held, as at a shut {@link ServiceGate}.
 *   <li>{@link #leave}: it listens no more, so that the service can bind its port, and keeps its clients.
 *   <li>{@link #serve}: the service listens, and the clients that were held are relayed to it for as long as they like;
 *       or {@link #dismiss}: it could not be started.
 *   <li>{@link #close}, once {@link #clients} is 0.
 * </ol>
 *
 * <p>Its clients' sockets have the service's port as their own still. The service can bind that port beside them if it
 * sets SO_REUSEADDR, as most do (socket(7)); else bind(2) says EADDRINUSE until the last of them is gone, and a relay in
 * front of the service ({@code --listen}) is the better way.
 *
 * <p>The service is dialled from the client's own address if that is a loopback address, so that a service that lets in
 * this machine alone lets him in. For clients of elsewhere it is dialled from an address of 127.128.0.0/10 with this
 * process's number in it, so that one that trusts 127.0.0.1 does not trust them; a service that listens at IPv6 addresses
 * alone is dialled from its own address for them.
 *
 * <p>On the service's port each of these clients is seen twice: as Lull's socket, and as the service's, whose peer is
 * Lull. {@link #ends} tells the second ones, to be left out of what is counted ({@link dev.lull.Monitors#ignoringPeers(
 * dev.lull.ActivityMonitor, java.util.List, OwnEnds)}).
 *
 * <p>Safe for use by any thread.
 */
public final class ParkedListener implements AutoCloseable {

    private final ParkedRelay relay;

    private ParkedListener(ParkedRelay relay) {
        this.relay = relay;
    }

    /**
     * Listens from now on.
     *
     * @param addresses where the service listened, at least one, of this machine and resolved: {@code 0.0.0.0} takes IPv4
     *     alone, and {@code ::} both families. The sockets have SO_REUSEADDR
     * @param options how its clients are held and relayed; {@link RelayOptions#gate()} and {@link
     *     RelayOptions#dialFrom()} are not used
     * @param onUse called when there is a first client, and when the last one is gone, held or served: look at {@link
     *     #clients}. On one of its own threads, so that it must return soon and not call {@link #leave}
     * @return the listener; the caller closes it
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if there is no address, or one is unresolved
     * @throws StrategyException if it cannot listen at all of them; nothing is left open then
     */
    public static ParkedListener listen(Collection<InetSocketAddress> addresses, RelayOptions options, Runnable onUse) {
        Objects.requireNonNull(onUse, "onUse");
        return new ParkedListener(ParkedRelay.listen(DataPaths::choose, addresses, options, onUse));
    }

    /**
     * Listens from now on beside the service's place, for those whom a {@link dev.lull.Detour} leads here from there. The
     * service can bind its port at any time, so {@link #leave} need not come before its start, but before {@link #serve}.
     *
     * @param addresses where the service listened: one address, or one of each family
     * @param options as for {@link #listen}
     * @param onUse as for {@link #listen}
     * @return the listener; the caller closes it
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if there is no address, or one is unresolved
     * @throws StrategyException if it cannot listen; nothing is left open then
     */
    public static ParkedListener listenBeside(
            Collection<InetSocketAddress> addresses, RelayOptions options, Runnable onUse) {
        Objects.requireNonNull(onUse, "onUse");
        return new ParkedListener(ParkedRelay.listenBeside(DataPaths::choose, addresses, options, onUse));
    }

    /**
     * Returns where it listens, until it leaves.
     *
     * @return at least one address
     */
    public List<InetSocketAddress> addresses() {
        return relay.addresses();
    }

    /**
     * Returns the address that Lull dials a service from for parked clients of elsewhere, and for itself: of
     * 127.128.0.0/10, with this process's number in it. Another Lull has it too if it is in another process namespace and
     * has the same number there.
     *
     * @return the address, or empty where not all of 127.0.0.0/8 is this machine's
     */
    public static Optional<InetAddress> source() {
        return ParkedRelay.source();
    }

    /**
     * Returns from where all parked listeners of this process are connected to services, now and later. Kept by {@link
     * System#nanoTime()}.
     *
     * @return always the same object
     */
    public static OwnEnds ends() {
        return ParkedRelay.ends();
    }

    /**
     * Listens no more, and keeps its clients: for the moment before the service is started. Where the kernel lets us, new
     * SYNs are held meanwhile (the clients' kernels send them again after a second) until no handshake is in progress, and
     * everybody in the kernel's queue is let in, since whoever stands there when a listening socket is closed is reset. A
     * client whose SYN comes between this and the service's bind(2) is refused by the kernel, unless something else holds
     * it. Does nothing the second time.
     *
     * @param atMost how long to wait for whoever is in the middle of a handshake; after that it listens no more all the
     *     same
     * @return whom it may have lost and why, for people; empty if nobody
     * @throws NullPointerException if {@code atMost} is null
     */
    public Optional<String> leave(Duration atMost) {
        return relay.leave(Objects.requireNonNull(atMost, "atMost"));
    }

    /**
     * Dials the service for everybody who is held: it listens now.
     *
     * @throws IllegalStateException before {@link #leave}
     */
    public void serve() {
        relay.serve();
    }

    /**
     * Resets everybody who is held, with one line in the log.
     *
     * @param reason why, for people
     * @throws NullPointerException if {@code reason} is null
     */
    public void dismiss(String reason) {
        relay.dismiss(reason);
    }

    /**
     * Returns how many clients there are, held and served, without those that are to be ignored.
     *
     * @return 0 or more
     */
    public int clients() {
        return relay.clients();
    }

    /** Listens no more, and resets whoever is there. Idempotent. */
    @Override
    public void close() {
        relay.close();
    }
}
