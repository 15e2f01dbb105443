package dev.lull.ebpf.kernel;

import dev.lull.MonitorTarget;
import dev.lull.internal.linux.AddressBits;
import dev.lull.internal.linux.NativeMemory;
import dev.lull.internal.linux.TargetFilter;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which connections are the service's: {@code struct config} of lull.bpf.c.
 *
 * @param ports the local ports
 * @param localAddress only connections to this address of the machine
 * @param namespaceCookie only connections in this network namespace
 */
public record WatchConfig(SortedSet<Integer> ports, Optional<InetAddress> localAddress, OptionalLong namespaceCookie) {

    static final int NAMESPACE = 0;
    static final int HAS_ADDRESS = 8;
    static final int ADDRESS = 16;
    static final int PORTS = 32;
    static final int BYTES = PORTS + 65536 / Byte.SIZE;

    /**
     * Watches a service's connections.
     *
     * @param target the service
     * @param namespaceCookie the network namespace; empty for all of them
     * @return what to watch
     */
    public static WatchConfig of(MonitorTarget.Observed target, OptionalLong namespaceCookie) {
        return new WatchConfig(target.ports(), target.localAddress(), namespaceCookie);
    }

    /**
     * Watches nothing: for trying out whether it could.
     *
     * @param namespaceCookie the network namespace; empty for all of them
     * @return what to watch
     */
    public static WatchConfig ofNothing(OptionalLong namespaceCookie) {
        return new WatchConfig(new TreeSet<>(), Optional.empty(), namespaceCookie);
    }

    ByteBuffer toBytes() {
        ByteBuffer bytes = NativeMemory.allocate(BYTES);
        bytes.putLong(NAMESPACE, namespaceCookie.orElse(0));
        localAddress.ifPresent(address -> {
            bytes.putLong(HAS_ADDRESS, 1);
            ByteBuffer network = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
            network.putLong(ADDRESS, AddressBits.high(address));
            network.putLong(ADDRESS + Long.BYTES, AddressBits.low(address));
        });
        for (int port : ports) {
            int word = PORTS + port / Long.SIZE * Long.BYTES;
            bytes.putLong(word, bytes.getLong(word) | (1L << (port % Long.SIZE)));
        }
        return bytes;
    }

    /**
     * Returns the same for sockets of the kernel's list.
     *
     * @return the filter
     * @throws IllegalArgumentException if there is no port
     */
    public TargetFilter filter() {
        return new TargetFilter(new MonitorTarget.Observed(ports, localAddress));
    }
}
