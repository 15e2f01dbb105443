package dev.lull.launcher.command;

import dev.lull.MonitorTarget;
import dev.lull.internal.linux.AddressBits;
import dev.lull.internal.linux.HeldSockets;
import dev.lull.internal.linux.TargetFilter;
import dev.lull.internal.linux.TcpState;
import dev.lull.internal.linux.TcpTablePair;
import dev.lull.internal.linux.TcpTables;
import dev.lull.spi.UnreadableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The local addresses at which a service listens. */
final class ServicePlaces {

    private ServicePlaces() {}

    /**
     * Looks for them in the kernel's table.
     *
     * @param target whose ports are meant
     * @param processes the service's: a listener of somebody else's is not meant. Where it cannot be seen which sockets
     *     they hold, any is
     * @return each once; none if nothing listens there
     * @throws IOException if the table cannot be read
     */
    static Set<InetSocketAddress> of(MonitorTarget.Observed target, Collection<Long> processes) throws IOException {
        Set<Long> held = new HashSet<>();
        boolean known = !processes.isEmpty();
        for (long process : processes) {
            known &= HeldSockets.addInodes(Path.of("/proc", String.valueOf(process)), held);
        }
        return of(target, known ? Optional.of(held) : Optional.empty());
    }

    private static Set<InetSocketAddress> of(MonitorTarget.Observed target, Optional<Set<Long>> inodes)
            throws IOException {
        TargetFilter filter = new TargetFilter(target);
        Set<InetSocketAddress> found = new LinkedHashSet<>();
        try (TcpTablePair tables = TcpTablePair.open(TcpTables.OWN_NAMESPACE)) {
            tables.look(socket -> {
                boolean listens = socket.state() == TcpState.LISTEN;
                boolean meant = inodes.isEmpty() || inodes.get().contains(socket.inode());
                if (listens && meant && filter.isServedBy(socket.localPort(), socket.localHigh(), socket.localLow())) {
                    InetAddress address = AddressBits.toAddress(socket.localHigh(), socket.localLow());
                    found.add(new InetSocketAddress(address, socket.localPort()));
                }
            });
        } catch (UnreadableException e) {
            throw new IOException(e.getMessage(), e);
        }
        return found;
    }
}
