package dev.lull.ebpf;

import dev.lull.ActivitySnapshot;
import dev.lull.NanoClock;
import dev.lull.Traffic;
import dev.lull.ebpf.kernel.KernelConnection;
import dev.lull.ebpf.kernel.LiveConnections;
import dev.lull.ebpf.kernel.SharedCounters;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the snapshots: out of the shared counters, and where bytes are asked for, out of the kernel's sockets too. */
final class Snapshots {

    private static final int TRAFFIC_ATTEMPTS = 3;

    private final SharedCounters counters;
    private final LiveConnections live;
    private final NanoClock clock;
    private final KernelClock kernelClock;
    private final @Nullable Measurement measurement;

    private volatile LastActivity lastActivity;

    /** A moment of the kernel's, and when that was on the monitor's clock: converted once, so that it stays put. */
    private record LastActivity(long kernelNanos, long monitorNanos) {}

    Snapshots(
            SharedCounters counters,
            LiveConnections live,
            NanoClock clock,
            KernelClock kernelClock,
            @Nullable Measurement measurement) {
        this.counters = counters;
        this.live = live;
        this.clock = clock;
        this.kernelClock = kernelClock;
        this.measurement = measurement;
        this.lastActivity = new LastActivity(counters.lastNanos(), clock.nanoTime());
    }

    ActivitySnapshot take() throws IOException {
        return measurement == null ? snapshot() : measuredSnapshot(measurement);
    }

    private ActivitySnapshot snapshot() {
        int open = (int) Math.max(0, counters.open());
        long opened = counters.opened();
        long last = latestActivity();
        return new ActivitySnapshot(clock.nanoTime(), last, open, opened, Optional.empty());
    }

    private long latestActivity() {
        long kernelNanos = counters.lastNanos();
        LastActivity known = lastActivity;
        if (known.kernelNanos != kernelNanos) {
            long converted = kernelClock.onMonitorsClock(kernelNanos);
            boolean later = converted - known.monitorNanos > 0;
            known = new LastActivity(kernelNanos, later ? converted : known.monitorNanos);
            lastActivity = known;
        }
        return known.monitorNanos;
    }

    private ActivitySnapshot measuredSnapshot(Measurement asked) throws IOException {
        for (int attempt = 1; ; attempt++) {
            long closedIn = counters.bytesIn();
            long closedOut = counters.bytesOut();
            Map<Long, KernelConnection> connections = live.list();
            Map<Long, Measurement.Measured> measured = asked.of(connections);
            ActivitySnapshot counted = snapshot();
            boolean noneClosed = closedIn == counters.bytesIn() && closedOut == counters.bytesOut();
            if (noneClosed || attempt == TRAFFIC_ATTEMPTS) {
                return withTraffic(counted, closedIn, closedOut, connections, measured);
            }
        }
    }

    private static ActivitySnapshot withTraffic(
            ActivitySnapshot counted,
            long closedIn,
            long closedOut,
            Map<Long, KernelConnection> connections,
            Map<Long, Measurement.Measured> measured) {
        long in = closedIn;
        long out = closedOut;
        long last = counted.lastActivityNanos();
        for (Map.Entry<Long, Measurement.Measured> each : measured.entrySet()) {
            Measurement.Measured measure = each.getValue();
            KernelConnection connection = Objects.requireNonNull(connections.get(each.getKey()));
            in += Math.max(0, measure.bytesIn() - connection.earlierBytesIn());
            out += Math.max(0, measure.bytesOut() - connection.earlierBytesOut());
            long moved = counted.takenAtNanos() - measure.idleNanos();
            last = moved - last > 0 ? moved : last;
        }
        return new ActivitySnapshot(
                counted.takenAtNanos(),
                last,
                counted.openConnections(),
                counted.openedTotal(),
                Optional.of(new Traffic(in, out)));
    }
}
