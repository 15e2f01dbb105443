package dev.lull;

import dev.lull.spi.Durations;
import java.time.Duration;

/**
 * Says how much a connection must move to count as use.
 *
 * @param bytes payload, both directions together; above zero
 * @param window within how long; above zero
 */
public record TrafficThreshold(long bytes, Duration window) {
    /**
     * Checks the components.
     *
     * @throws NullPointerException if {@code window} is null
     * @throws IllegalArgumentException if one of them is not above zero
     */
    public TrafficThreshold {
        if (bytes <= 0) {
            throw new IllegalArgumentException("bytes: " + bytes + ", expected above zero");
        }
        Durations.requirePositive(window, "window");
    }

    @Override
    public String toString() {
        return bytes + " bytes in " + Durations.text(window);
    }
}
