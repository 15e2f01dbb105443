package dev.lull.ebpf;

import dev.lull.ebpf.kernel.Kernel;
import dev.lull.ebpf.kernel.KernelConnection;
import dev.lull.ebpf.kernel.LiveConnections;
import dev.lull.internal.linux.DiagnosedSocket;
import dev.lull.internal.linux.SocketDiagnosis;
import dev.lull.internal.linux.SocketFilter;
import dev.lull.internal.linux.TargetFilter;
import dev.lull.internal.linux.TcpState;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares the live connections with the kernel's list of sockets and puts them right: so the earlier ones get in at the
 * start, and whatever an event did not tell is found later. Both are moving, so only what two looks in a row agree on is
 * changed, and each change is made by an insert or a delete that somebody else can win. Safe for use by any thread.
 */
final class Reconciliation {

    /** A connection of TCP Fast Open is live before its handshake ends: it exists, though it is not open yet. */
    private static final int EXISTING = TcpState.OPEN_MASK | (1 << TcpState.SYN_RECV);

    private final Kernel kernel;
    private final LiveConnections live;
    private final Corrections corrections;
    private final TargetFilter target;
    private final SocketFilter filter;
    private final KernelClock clock;

    Reconciliation(
            Kernel kernel, LiveConnections live, Corrections corrections, TargetFilter target, KernelClock clock) {
        this.kernel = kernel;
        this.live = live;
        this.corrections = corrections;
        this.target = target;
        this.filter = SocketFilter.openOn(target.ports()).inStates(EXISTING);
        this.clock = clock;
    }

    /**
     * What was found and put right.
     *
     * @param added open connections that were not among the live ones
     * @param removed live ones that were open no more, though their end should have been told
     * @param withoutCallbacks live ones of whose end the kernel will not tell
     * @param open the open connections by the kernel's list
     */
    record Difference(int added, int removed, int withoutCallbacks, List<KernelConnection> open) {

        boolean isNone() {
            return added == 0 && removed == 0;
        }

        @Override
        public String toString() {
            return added + " open connections were missing, " + removed + " closed ones were still counted";
        }
    }

    /** One socket of the kernel's list, in a state that counts or is about to. */
    private record Listed(boolean open, KernelConnection connection) {}

    synchronized Difference run() throws IOException {
        Map<Long, KernelConnection> before = live.list();
        try (SocketDiagnosis diagnosis = SocketDiagnosis.open(kernel.libC())) {
            Map<Long, Listed> first = listed(diagnosis);
            Map<Long, KernelConnection> after = live.list();
            Set<Long> missing = new HashSet<>();
            first.forEach((cookie, socket) -> {
                if (socket.open() && !before.containsKey(cookie) && !after.containsKey(cookie)) {
                    missing.add(cookie);
                }
            });
            Set<Long> gone = new HashSet<>(before.keySet());
            gone.retainAll(after.keySet());
            gone.removeAll(first.keySet());
            if (missing.isEmpty() && gone.isEmpty()) {
                return new Difference(0, 0, countWithoutCallbacks(after), open(first));
            }
            Map<Long, Listed> second = listed(diagnosis);
            gone.removeAll(second.keySet());
            int added = 0;
            for (long cookie : missing) {
                Listed socket = second.get(cookie);
                if (socket != null && socket.open() && corrections.add(cookie, socket.connection())) {
                    added++;
                }
            }
            return new Difference(added, remove(gone, after), countWithoutCallbacks(live.list()), open(second));
        }
    }

    private int remove(Set<Long> gone, Map<Long, KernelConnection> known) throws IOException {
        int unexpected = 0;
        for (long cookie : gone) {
            if (corrections.remove(cookie)) {
                KernelConnection connection = known.get(cookie);
                unexpected += connection != null && connection.toldOf() ? 1 : 0;
            }
        }
        return unexpected;
    }

    private static List<KernelConnection> open(Map<Long, Listed> listed) {
        return listed.values().stream()
                .filter(Listed::open)
                .map(Listed::connection)
                .toList();
    }

    private static int countWithoutCallbacks(Map<Long, KernelConnection> connections) {
        return (int) connections.values().stream()
                .filter(connection -> !connection.toldOf())
                .count();
    }

    private Map<Long, Listed> listed(SocketDiagnosis diagnosis) throws IOException {
        Map<Long, Listed> found = new HashMap<>();
        long now = clock.nowNanos();
        diagnosis.dump(filter, socket -> {
            boolean ours =
                    target.hasPort(socket.localPort()) && target.hasAddress(socket.localHigh(), socket.localLow());
            if (ours && (socket.isOpen() || socket.state() == TcpState.SYN_RECV)) {
                found.put(socket.cookie(), new Listed(socket.isOpen(), connection(socket, now)));
            }
        });
        return found;
    }

    private static KernelConnection connection(DiagnosedSocket socket, long nowNanos) {
        return new KernelConnection(
                nowNanos,
                Math.max(0, socket.payloadReceived()),
                Math.max(0, socket.payloadAcknowledged()),
                socket.local(),
                socket.remote(),
                false);
    }
}
