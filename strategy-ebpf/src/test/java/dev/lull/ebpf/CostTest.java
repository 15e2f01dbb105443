package dev.lull.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.Stage;
import java.net.Socket;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Where the figures in docs/performance.md come from. The bounds are loose, because a test machine has other things to do
 * as well; the figures are on standard output.
 */
@Tag("long")
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class CostTest {

    private static final int ROUNDS = 15;
    private static final int CONNECTIONS = 3000;
    private static final int READS = 2_000_000;
    private static final int EVENTS = 3000;

    /** Faster than that the events are gathered: see {@link Pacing}. */
    private static final long MODERATE_NANOS = 1_500_000;

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    @Test
    void readsWithoutASystemCall() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = Looks.open(stage.port())) {
            stage.connect();
            double[] nanos = new double[ROUNDS];
            long open = 0;
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                for (int i = 0; i < READS; i++) {
                    open += ((ActivitySnapshot) monitor.read()).openConnections();
                }
                nanos[round] = (System.nanoTime() - start) / (double) READS;
            }
            assertThat(open).isEqualTo((long) ROUNDS * READS);
            report(
                    "read(): median %.0f ns, best %.0f ns",
                    median(nanos), Arrays.stream(nanos).min().orElseThrow());
            assertThat(median(nanos)).isLessThan(500);
        }
    }

    @Test
    void costsAConnectionNextToNothing() throws Exception {
        double[] use = new double[ROUNDS];
        double[] every = new double[ROUNDS];
        double[] microseconds = new double[ROUNDS];
        try (Stage stage = Stage.at(Loopback.IPV4, false)) {
            churn(stage);
            for (int round = 0; round < ROUNDS; round++) {
                double without = churn(stage);
                double watched;
                double told;
                try (ActivityMonitor monitor = Looks.open(stage.port())) {
                    monitor.subscribeToUse(() -> {});
                    watched = churn(stage);
                }
                try (ActivityMonitor monitor = Looks.open(stage.port())) {
                    monitor.subscribe(event -> {});
                    told = churn(stage);
                }
                double withoutAgain = churn(stage);
                double plain = (without + withoutAgain) / 2;
                microseconds[round] = plain / 1000;
                use[round] = plain / watched;
                every[round] = plain / told;
            }
        }
        report("a connection in one JVM: %.1f us unwatched", median(microseconds));
        report(
                "churn, ratio to unwatched in the same round: watched %.2f, each event told %.2f",
                median(use), median(every));
        assertThat(median(use)).isGreaterThan(0.8);
    }

    /** Nanoseconds for a connect, an accept and a close of both ends. */
    private static double churn(Stage stage) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < CONNECTIONS; i++) {
            Socket client = new Socket(Loopback.IPV4, stage.port());
            Socket server = stage.accept();
            Stage.reset(client);
            server.close();
        }
        return (System.nanoTime() - start) / (double) CONNECTIONS;
    }

    @Test
    void tellsSoonOfWhatHappened() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = Looks.open(stage.port())) {
            SynchronousQueue<Long> latencies = new SynchronousQueue<>();
            monitor.subscribe(event -> hand(latencies, System.nanoTime() - event.atNanos()));
            double[] micros = new double[EVENTS];
            for (int i = 0; i < EVENTS; i += 2) {
                Socket client = stage.connect();
                micros[i] = take(latencies);
                Stage.reset(client);
                micros[i + 1] = take(latencies);
                stage.accept().close();
                LockSupport.parkNanos(MODERATE_NANOS);
            }
            double[] warm = Arrays.copyOfRange(micros, EVENTS / 3, EVENTS);
            Arrays.sort(warm);
            report(
                    "event in the kernel -> listener called: p50 %.0f us, p99 %.0f us",
                    median(warm), warm[warm.length * 99 / 100]);
            assertThat(median(warm)).isLessThan(1000);
        }
    }

    private static void hand(SynchronousQueue<Long> queue, long nanos) {
        try {
            queue.offer(nanos, 10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static double take(SynchronousQueue<Long> queue) throws InterruptedException {
        Long nanos = queue.poll(10, TimeUnit.SECONDS);
        assertThat(nanos).isNotNull();
        return java.util.Objects.requireNonNull(nanos) / 1000.0;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void report(String format, Object... values) {
        System.out.println("cost: " + String.format(Locale.ROOT, format, values));
    }
}
