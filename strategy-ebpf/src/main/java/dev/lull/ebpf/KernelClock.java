package dev.lull.ebpf;

import dev.lull.NanoClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Turns the kernel's times (bpf_ktime_get_ns, CLOCK_MONOTONIC) into the monitor's. On Linux {@link System#nanoTime()} is
 * the same clock, but for the offset of a time namespace (time_namespaces(7)); {@code KernelClockTest} watches over that.
 */
final class KernelClock {

    private final NanoClock clock;
    private final long namespaceOffsetNanos;

    KernelClock(NanoClock clock, Path proc) {
        this.clock = clock;
        this.namespaceOffsetNanos = namespaceOffsetNanos(proc);
    }

    /** The kernel's time now. */
    long nowNanos() {
        return System.nanoTime() - namespaceOffsetNanos;
    }

    /** A moment of the kernel's on the monitor's clock; never in the future. */
    long onMonitorsClock(long kernelNanos) {
        long ago = Math.max(0, nowNanos() - kernelNanos);
        return clock.nanoTime() - ago;
    }

    private static long namespaceOffsetNanos(Path proc) {
        try {
            for (String line : Files.readAllLines(proc.resolve("self/timens_offsets"), StandardCharsets.US_ASCII)) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length == 3 && fields[0].equals("monotonic")) {
                    return TimeUnit.SECONDS.toNanos(Long.parseLong(fields[1])) + Long.parseLong(fields[2]);
                }
            }
        } catch (IOException | NumberFormatException noTimeNamespaces) {
            // before Linux 5.6
        }
        return 0;
    }
}
