package dev.lull.proxy;

import java.time.Duration;
import java.util.Objects;

/** What every timeout of a relay must be. */
final class Timeouts {

    static final Duration LONGEST = Duration.ofDays(366);

    private Timeouts() {}

    /**
     * Checks one.
     *
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is not above zero, or above {@link #LONGEST}
     */
    static Duration require(Duration value, String name) {
        Objects.requireNonNull(value, name);
        if (value.isZero() || value.isNegative() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + ": " + value + ", expected above zero, at most " + LONGEST.toDays() + " days");
        }
        return value;
    }
}
