package dev.lull;

import dev.lull.spi.Durations;
import java.time.Duration;

/**
 * Says which connections are taken for probes, such as health checks and scans, once they have closed: those that stayed
 * below both limits.
 *
 * @param duration a probe has lasted less than this; above zero
 * @param bytes a probe has moved less payload than this, both directions together; above zero
 */
public record ProbeLimit(Duration duration, long bytes) {
    /**
     * Checks the components.
     *
     * @throws NullPointerException if {@code duration} is null
     * @throws IllegalArgumentException if one of them is not above zero
     */
    public ProbeLimit {
        Durations.requirePositive(duration, "duration");
        if (bytes <= 0) {
            throw new IllegalArgumentException("bytes: " + bytes + ", expected above zero");
        }
    }

    boolean permits(long lastedNanos, Traffic traffic) {
        return lastedNanos < duration.toNanos() && traffic.total() < bytes;
    }

    @Override
    public String toString() {
        return "under " + Durations.text(duration) + " and " + bytes + " bytes";
    }
}
