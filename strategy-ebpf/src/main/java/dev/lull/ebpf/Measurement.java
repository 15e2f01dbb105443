package dev.lull.ebpf;

import dev.lull.ebpf.kernel.Kernel;
import dev.lull.ebpf.kernel.KernelConnection;
import dev.lull.ebpf.kernel.WatchConfig;
import dev.lull.internal.linux.DiagnosedSocket;
import dev.lull.internal.linux.SocketDiagnosis;
import dev.lull.internal.linux.SocketFilter;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Asks sock_diag how many bytes the live connections have carried, and when: each one by its addresses and cookie, which
 * passes over no other socket, or all of them at once where there are many. Safe for use by any thread.
 */
final class Measurement implements AutoCloseable {

    /** One lookup takes about 4 microseconds, a dump 200 and then 1 for each (docs/performance.md). */
    private static final int MOST_LOOKUPS = 64;

    private static final int NO_INTERFACE = 0;

    private final SocketDiagnosis diagnosis;
    private final SocketFilter filter;

    /** Of those that are bound to one, by cookie: the kernel finds them by it only. */
    private final Map<Long, Integer> interfaces = new HashMap<>();

    private Measurement(SocketDiagnosis diagnosis, SocketFilter filter) {
        this.diagnosis = diagnosis;
        this.filter = filter;
    }

    static Measurement open(Kernel kernel, WatchConfig config) throws IOException {
        return new Measurement(SocketDiagnosis.open(kernel.libC()), SocketFilter.openOn(config.ports()));
    }

    /**
     * One connection's measure.
     *
     * @param bytesIn payload received
     * @param bytesOut payload sent and acknowledged
     * @param idleNanos for how long no data came or went
     */
    record Measured(long bytesIn, long bytesOut, long idleNanos) {}

    /** Measures each of them, by socket cookie; one that has closed meanwhile is missing in the answer. */
    synchronized Map<Long, Measured> of(Map<Long, KernelConnection> live) throws IOException {
        Map<Long, Measured> measured = new HashMap<>();
        if (live.size() > MOST_LOOKUPS) {
            diagnosis.dump(filter, socket -> {
                if (live.containsKey(socket.cookie())) {
                    put(measured, socket);
                }
            });
            return measured;
        }
        boolean all = true;
        for (Map.Entry<Long, KernelConnection> each : live.entrySet()) {
            all &= find(each.getKey(), each.getValue(), measured);
        }
        if (!all) {
            learnInterfaces(live, measured);
        }
        interfaces.keySet().retainAll(live.keySet());
        return measured;
    }

    private boolean find(long cookie, KernelConnection connection, Map<Long, Measured> measured) throws IOException {
        return diagnosis.find(
                connection.local(),
                connection.remote(),
                interfaces.getOrDefault(cookie, NO_INTERFACE),
                cookie,
                socket -> put(measured, socket));
    }

    /** Looks through all sockets for those not found: they have closed, or they are bound to an interface. */
    private void learnInterfaces(Map<Long, KernelConnection> live, Map<Long, Measured> measured) throws IOException {
        diagnosis.dump(filter, socket -> {
            if (live.containsKey(socket.cookie()) && !measured.containsKey(socket.cookie())) {
                interfaces.put(socket.cookie(), socket.boundInterface());
                put(measured, socket);
            }
        });
    }

    private static void put(Map<Long, Measured> measured, DiagnosedSocket socket) {
        if (socket.payloadReceived() != DiagnosedSocket.UNKNOWN) {
            measured.put(
                    socket.cookie(),
                    new Measured(socket.payloadReceived(), socket.payloadAcknowledged(), socket.idleNanos()));
        }
    }

    @Override
    public synchronized void close() {
        diagnosis.close();
    }
}
