package dev.lull.ebpf;

import dev.lull.Detour;
import dev.lull.StrategyException;
import dev.lull.ebpf.kernel.KernelSide;
import dev.lull.ebpf.kernel.Steering;
import dev.lull.ebpf.kernel.WatchConfig;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.OwnListeners;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.spi.UnavailableException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Steers new connections for the watched ports to this process's own listeners. That needs nobody at those ports, and
 * takes nobody's place there. Safe for use by any thread; the monitor closes it.
 */
final class SteeredDetour implements Detour, AutoCloseable {

    private final KernelSide kernelSide;
    private final ListenerCheck listenerCheck;
    private @Nullable Steering steering;
    private Set<Steering.Slot> slots = Set.of();
    private boolean closed;

    /** Makes one that leads nobody yet. */
    SteeredDetour(KernelSide kernelSide, ListenerCheck listenerCheck) {
        this.kernelSide = kernelSide;
        this.listenerCheck = listenerCheck;
    }

    @Override
    public synchronized void begin(Collection<InetSocketAddress> service, Collection<InetSocketAddress> listeners) {
        List<InetSocketAddress> places = List.copyOf(listeners);
        WatchConfig which = which(service);
        if (closed || steering != null) {
            return;
        }
        Steering begun;
        try {
            begun = kernelSide.steer(which);
        } catch (UnavailableException e) {
            throw new StrategyException("new connections cannot be led elsewhere: " + e.getMessage(), e);
        }
        try {
            for (InetSocketAddress place : places) {
                lead(begun, place);
            }
            steering = begun;
            slots = places.stream().map(SteeredDetour::slot).collect(Collectors.toUnmodifiableSet());
            listenerCheck.standIn(this::leads);
        } catch (SystemCallException e) {
            throw new StrategyException("new connections cannot be led to " + places + ": " + e.getMessage(), e);
        } finally {
            if (steering == null) {
                begun.close();
            }
        }
    }

    private void lead(Steering begun, InetSocketAddress place) throws SystemCallException {
        LibC libC = kernelSide.kernel().libC();
        OptionalInt number = OwnListeners.at(libC, place);
        if (number.isEmpty()) {
            throw new StrategyException("nothing of this process listens at " + place);
        }
        // Not closed here: it is the listener's own.
        OwnedDescriptor listener = new OwnedDescriptor(libC, number.getAsInt(), "the listener at " + place);
        begun.to(slot(place), listener);
    }

    private static Steering.Slot slot(InetSocketAddress listener) {
        return listener.getAddress() instanceof Inet4Address ? Steering.Slot.IPV4 : Steering.Slot.IPV6;
    }

    /** Nobody is to reach by this way what listened at one address of the machine only. */
    private static WatchConfig which(Collection<InetSocketAddress> service) {
        TreeSet<Integer> ports = new TreeSet<>();
        Set<InetAddress> addresses = new HashSet<>();
        for (InetSocketAddress place : service) {
            ports.add(place.getPort());
            addresses.add(place.getAddress());
        }
        boolean any = addresses.stream().allMatch(InetAddress::isAnyLocalAddress);
        if (ports.isEmpty() || (!any && addresses.size() > 1)) {
            throw new StrategyException("new connections to " + service
                    + " cannot be led elsewhere: expected all addresses of the machine, or one");
        }
        return new WatchConfig(
                ports, any ? Optional.empty() : Optional.of(addresses.iterator().next()), OptionalLong.empty());
    }

    /** A listening socket that closes leaves the program's map by itself. */
    private synchronized boolean leads() {
        Steering leading = steering;
        try {
            for (Steering.Slot slot : slots) {
                if (leading == null || leading.target(slot).isEmpty()) {
                    return false;
                }
            }
            return true;
        } catch (SystemCallException e) {
            return false; // it cannot be told
        }
    }

    @Override
    public synchronized void end() {
        if (steering != null) {
            steering.close();
            steering = null;
            listenerCheck.standIn(() -> false);
        }
    }

    @Override
    public synchronized void close() {
        end();
        closed = true;
    }
}
