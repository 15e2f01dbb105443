package dev.lull.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.NanoClock;
import dev.lull.contract.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelClockTest {

    private static final Duration A_DAY = Duration.ofDays(1);

    @Test
    void putsAKernelsMomentOnTheMonitorsClockWhateverItsOrigin(@TempDir Path proc) {
        ManualClock monitors = new ManualClock();
        KernelClock clock = new KernelClock(monitors, proc);
        long tenSecondsAgo = clock.nowNanos() - Duration.ofSeconds(10).toNanos();
        assertThat(monitors.nanoTime() - clock.onMonitorsClock(tenSecondsAgo))
                .isBetween(
                        Duration.ofSeconds(10).toNanos(), Duration.ofSeconds(20).toNanos());
    }

    @Test
    void neverPutsAMomentIntoTheFuture(@TempDir Path proc) {
        ManualClock monitors = new ManualClock();
        KernelClock clock = new KernelClock(monitors, proc);
        assertThat(clock.onMonitorsClock(clock.nowNanos() + A_DAY.toNanos())).isEqualTo(monitors.nanoTime());
    }

    @Test
    void takesOutTheOffsetOfATimeNamespace(@TempDir Path proc) throws IOException {
        Files.createDirectories(proc.resolve("self"));
        Files.writeString(
                proc.resolve("self/timens_offsets"),
                "monotonic     " + A_DAY.toSeconds() + "       500\nboottime      604800         0\n");
        long without = new KernelClock(NanoClock.system(), proc.resolve("nothing here")).nowNanos();
        long with = new KernelClock(NanoClock.system(), proc).nowNanos();
        assertThat(without - with)
                .isBetween(
                        A_DAY.minusSeconds(10).toNanos(), A_DAY.plusNanos(500).toNanos());
    }

    @Test
    void takesAnUnknownLayoutForNoOffset(@TempDir Path proc) throws IOException {
        Files.createDirectories(proc.resolve("self"));
        Files.writeString(proc.resolve("self/timens_offsets"), "monotonic soon 0\n");
        long before = System.nanoTime();
        assertThat(new KernelClock(NanoClock.system(), proc).nowNanos() - before)
                .isBetween(0L, Duration.ofSeconds(10).toNanos());
    }
}
