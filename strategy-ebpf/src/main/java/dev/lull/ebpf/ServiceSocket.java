package dev.lull.ebpf;

import dev.lull.ebpf.kernel.Steering.Slot;
import dev.lull.internal.linux.AddressBits;
import dev.lull.internal.linux.DiagnosedSocket;
import dev.lull.internal.linux.TargetFilter;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A socket that listens.
 *
 * @param cookie tells it from every other one
 * @param inode what the links of processes show
 * @param local where it listens
 * @param cgroup in which it was made
 */
record ServiceSocket(long cookie, long inode, InetSocketAddress local, long cgroup) {

    static ServiceSocket of(DiagnosedSocket socket) {
        return new ServiceSocket(socket.cookie(), socket.inode(), socket.local(), socket.cgroupId());
    }

    /** Whether it listens at every address of IPv6, and so perhaps of IPv4 too. */
    boolean mayTakeBoth() {
        return slot() == Slot.IPV6 && local.getAddress().isAnyLocalAddress();
    }

    /** Whose connections it takes at least. */
    Slot slot() {
        return slot(local.getAddress());
    }

    static Slot slot(InetAddress address) {
        return address instanceof Inet4Address ? Slot.IPV4 : Slot.IPV6;
    }

    boolean isServedBy(TargetFilter target) {
        InetAddress at = local.getAddress();
        return target.isServedBy(local.getPort(), AddressBits.high(at), AddressBits.low(at));
    }

    /** How exactly it listens at an address: of several the kernel asks the most exact one (compute_score, net/ipv4). */
    int exactness(InetAddress address) {
        if (!local.getAddress().isAnyLocalAddress()) {
            return 2;
        }
        return slot() == slot(address) ? 1 : 0;
    }
}
