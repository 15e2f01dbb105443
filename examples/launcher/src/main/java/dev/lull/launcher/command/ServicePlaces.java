package dev.lull.launcher.command;

import dev.lull.MonitorTarget;
import dev.lull.internal.linux.AddressBits;
import dev.lull.internal.linux.HeldSockets;
import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.SocketDiagnosis;
import dev.lull.internal.linux.SocketFilter;
import dev.lull.internal.linux.SocketRow;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.internal.linux.TargetFilter;
import dev.lull.internal.linux.TcpState;
import dev.lull.internal.linux.TcpTablePair;
import dev.lull.internal.linux.TcpTables;
import dev.lull.spi.UnreadableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The local addresses at which a service listens. A look costs little while nothing listens there, and hardly more where
 * COMMAND itself does: only then is it looked for whose a listener is, and among what COMMAND started only if it is not
 * COMMAND's. For one thread; may be closed and used again.
 */
final class ServicePlaces implements AutoCloseable {

    private final TargetFilter filter;
    private final CommandProcesses processes;
    private Optional<SocketDiagnosis> diagnosis = Optional.empty();
    private boolean canBeAsked = true;

    /**
     * Makes it; nothing is looked at.
     *
     * @param target whose ports are meant
     * @param processes the service's: a listener of somebody else's is not meant. Where it cannot be seen which sockets
     *     they hold, any is
     */
    ServicePlaces(MonitorTarget.Observed target, CommandProcesses processes) {
        this.filter = new TargetFilter(target);
        this.processes = processes;
    }

    /**
     * Looks for them.
     *
     * @return each once; none if nothing listens there
     * @throws IOException if the kernel's table cannot be read
     */
    Set<InetSocketAddress> look() throws IOException {
        Map<Long, InetSocketAddress> found = listeners();
        if (found.isEmpty()) {
            return Set.of();
        }
        Optional<Set<Long>> own = heldBy(processes.first().get());
        if (own.isEmpty() || !own.get().containsAll(found.keySet())) {
            heldBy(processes.all().get()).ifPresent(held -> found.keySet().retainAll(held));
        }
        return new HashSet<>(found.values());
    }

    /** Returns the inodes of their sockets; empty if that cannot be seen. */
    private static Optional<Set<Long>> heldBy(Collection<Long> these) {
        Set<Long> held = new HashSet<>();
        boolean known = !these.isEmpty();
        for (long process : these) {
            known &= HeldSockets.addInodes(Path.of("/proc", String.valueOf(process)), held);
        }
        return known ? Optional.of(held) : Optional.empty();
    }

    /** Returns what listens there, whoever's it is, by inode. */
    private Map<Long, InetSocketAddress> listeners() throws IOException {
        Map<Long, InetSocketAddress> found = new HashMap<>();
        if (canBeAsked) {
            try {
                ask(found);
                return found;
            } catch (IOException | NativeAccessException | LinkageError e) {
                canBeAsked = false; // the files say the same, but take as long as the machine has room for sockets
                found.clear();
            }
        }
        try (TcpTablePair tables = TcpTablePair.open(TcpTables.OWN_NAMESPACE)) {
            tables.look(socket -> {
                if (socket.state() == TcpState.LISTEN) {
                    add(socket, found);
                }
            });
        } catch (UnreadableException e) {
            throw new IOException(e.getMessage(), e);
        }
        return found;
    }

    private void ask(Map<Long, InetSocketAddress> found) throws IOException, NativeAccessException {
        if (diagnosis.isEmpty()) {
            diagnosis = Optional.of(SocketDiagnosis.open(SystemCalls.load()));
        }
        diagnosis.get().dump(SocketFilter.listeningAt(filter.ports()), socket -> add(socket, found));
    }

    private void add(SocketRow socket, Map<Long, InetSocketAddress> found) {
        if (filter.isServedBy(socket.localPort(), socket.localHigh(), socket.localLow())) {
            found.put(
                    socket.inode(),
                    new InetSocketAddress(
                            AddressBits.toAddress(socket.localHigh(), socket.localLow()), socket.localPort()));
        }
    }

    /** Frees what looking took. */
    @Override
    public void close() {
        diagnosis.ifPresent(SocketDiagnosis::close);
        diagnosis = Optional.empty();
    }
}
