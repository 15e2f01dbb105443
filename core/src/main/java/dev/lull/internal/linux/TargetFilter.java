package dev.lull.internal.linux;

import dev.lull.MonitorTarget;
import java.net.InetAddress;
import java.util.BitSet;
import java.util.Optional;
import java.util.SortedSet;

/** Which connections and which listeners are the target's, asked for every row of every look. Immutable. */
public final class TargetFilter {

    private final SortedSet<Integer> ports;
    private final BitSet portBits = new BitSet();
    private final boolean anyAddress;
    private final long high;
    private final long low;

    /**
     * Makes the filter.
     *
     * @param target what is watched
     */
    public TargetFilter(MonitorTarget.Observed target) {
        ports = target.ports();
        ports.forEach(portBits::set);
        Optional<InetAddress> address = target.localAddress();
        anyAddress = address.isEmpty();
        high = address.map(AddressBits::high).orElse(0L);
        low = address.map(AddressBits::low).orElse(0L);
    }

    /**
     * Returns the target's ports.
     *
     * @return an unmodifiable set, at least one
     */
    public SortedSet<Integer> ports() {
        return ports;
    }

    /**
     * Tells whether a local port is the target's.
     *
     * @param port 0 to 65535
     * @return true if it is
     */
    public boolean hasPort(int port) {
        return portBits.get(port);
    }

    /**
     * Tells whether a connection's local address is the target's.
     *
     * @param addressHigh the upper half, as {@link AddressBits} has it
     * @param addressLow the lower half
     * @return true if it is
     */
    public boolean hasAddress(long addressHigh, long addressLow) {
        return anyAddress || (addressHigh == high && addressLow == low);
    }

    /**
     * Tells whether a listening socket takes connections to the target.
     *
     * @param port where it listens
     * @param addressHigh the upper half of its address, as {@link AddressBits} has it; 0 for every address
     * @param addressLow the lower half; 0 for every address
     * @return true if it does
     */
    public boolean isServedBy(int port, long addressHigh, long addressLow) {
        return hasPort(port) && isServedAt(addressHigh, addressLow);
    }

    /**
     * Tells whether a socket that listens at an address takes connections to the target's. A listener at {@code ::} is
     * taken for a dual-stack one, so it takes those of IPv4 too.
     *
     * @param addressHigh the upper half of the listener's address, as {@link AddressBits} has it
     * @param addressLow the lower half
     * @return true if it does
     */
    public boolean isServedAt(long addressHigh, long addressLow) {
        boolean any = addressHigh == 0 && addressLow == 0;
        boolean anyIpv4 = addressHigh == 0 && addressLow == AddressBits.lowOfIpv4(0);
        return hasAddress(addressHigh, addressLow) || any || (anyIpv4 && AddressBits.isIpv4(high, low));
    }
}
