package dev.lull.procfs;

import dev.lull.MonitorTarget;
import dev.lull.internal.linux.AddressBits;
import java.net.InetAddress;
import java.util.BitSet;
import java.util.Optional;
import java.util.SortedSet;

/** Which connections are the target's, asked for every row of every look. Immutable. */
final class TargetFilter {

    private final SortedSet<Integer> ports;
    private final BitSet portBits = new BitSet();
    private final boolean anyAddress;
    private final long high;
    private final long low;

    TargetFilter(MonitorTarget.Observed target) {
        ports = target.ports();
        ports.forEach(portBits::set);
        Optional<InetAddress> address = target.localAddress();
        // No connection's own end is 0.0.0.0 or ::, so for a service that listens there it means every address.
        anyAddress = address.isEmpty() || address.get().isAnyLocalAddress();
        high = anyAddress ? 0 : AddressBits.high(address.get());
        low = anyAddress ? 0 : AddressBits.low(address.get());
    }

    SortedSet<Integer> ports() {
        return ports;
    }

    /** Tells whether a local port is the target's. */
    boolean hasPort(int port) {
        return portBits.get(port);
    }

    /** Tells whether a local address, in the form of {@link AddressBits}, is the target's. */
    boolean hasAddress(long addressHigh, long addressLow) {
        return anyAddress || (addressHigh == high && addressLow == low);
    }
}
