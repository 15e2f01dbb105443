package dev.lull.microbenchmarks;

import dev.lull.ActivitySnapshot;
import dev.lull.IdleShutdownPolicy;
import dev.lull.Reading;
import dev.lull.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** One evaluation of the policy: from a reading to a verdict. */
public class PolicyBenchmark extends NanosecondBenchmark {

    /** How many connections are open, and whether the idle timeout has passed. */
    @Param({"IN_USE", "IDLE", "IDLE_LONG_ENOUGH"})
    public Case given = Case.IDLE;

    private final IdleShutdownPolicy policy = IdleShutdownPolicy.idleAfter(Duration.ofMinutes(5));
    private Reading reading = reading(0, 0);

    /** What the policy is asked about. */
    public enum Case {
        /** A connection is open. */
        IN_USE,
        /** None is, for a minute. */
        IDLE,
        /** None is, for ten minutes. */
        IDLE_LONG_ENOUGH
    }

    /** Makes the reading. */
    @Setup
    public void prepare() {
        reading = switch (given) {
            case IN_USE -> reading(1, 0);
            case IDLE -> reading(0, TimeUnit.MINUTES.toNanos(1));
            case IDLE_LONG_ENOUGH -> reading(0, TimeUnit.MINUTES.toNanos(10));
        };
    }

    private static Reading reading(int open, long idleNanos) {
        long now = TimeUnit.HOURS.toNanos(1);
        return new ActivitySnapshot(now, now - idleNanos, open, open, Optional.empty());
    }

    /**
     * Measures one evaluation.
     *
     * @return the verdict
     */
    @Benchmark
    public Verdict evaluate() {
        return policy.evaluate(0, reading, List.of());
    }
}
