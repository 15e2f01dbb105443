package dev.lull.ebpf;

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

    private final SocketDiagnosis diagnosis;
    private final SocketFilter filter;

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
        for (Map.Entry<Long, KernelConnection> each : live.entrySet()) {
            KernelConnection connection = each.getValue();
            diagnosis.find(connection.local(), connection.remote(), each.getKey(), socket -> put(measured, socket));
        }
        return measured;
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
