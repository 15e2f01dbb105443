package dev.lull.ebpf;

import dev.lull.Detour;
import dev.lull.StrategyException;
import dev.lull.ebpf.kernel.KernelSide;
import dev.lull.ebpf.kernel.Steering;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.OwnListeners;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.spi.UnavailableException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Steers new connections for the watched ports to this process's own listeners. That needs nobody at those ports, and
 * takes nobody's place there. Safe for use by any thread; the monitor closes it.
 */
final class SteeredDetour implements Detour, AutoCloseable {

    private final KernelSide kernelSide;
    private final ListenerCheck listenerCheck;
    private @Nullable Steering steering;
    private boolean closed;

    /** Makes one that leads nobody yet. */
    SteeredDetour(KernelSide kernelSide, ListenerCheck listenerCheck) {
        this.kernelSide = kernelSide;
        this.listenerCheck = listenerCheck;
    }

    @Override
    public synchronized void begin(Collection<InetSocketAddress> listeners) {
        List<InetSocketAddress> places = List.copyOf(listeners);
        if (closed || steering != null) {
            return;
        }
        Steering begun;
        try {
            begun = kernelSide.steer(0, List.of());
        } catch (UnavailableException e) {
            throw new StrategyException("new connections cannot be led elsewhere: " + e.getMessage(), e);
        }
        try {
            for (InetSocketAddress place : places) {
                lead(begun, place);
            }
            steering = begun;
            listenerCheck.standIn(true);
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
        boolean ipv4 = place.getAddress() instanceof Inet4Address;
        // Not closed here: it is the listener's own.
        OwnedDescriptor listener = new OwnedDescriptor(libC, number.getAsInt(), "the listener at " + place);
        begun.to(ipv4 ? Steering.Slot.IPV4 : Steering.Slot.IPV6, listener);
    }

    @Override
    public synchronized void end() {
        if (steering != null) {
            steering.close();
            steering = null;
            listenerCheck.standIn(false);
        }
    }

    @Override
    public synchronized void close() {
        end();
        closed = true;
    }
}
