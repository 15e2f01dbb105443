package dev.lull;

import java.util.Objects;

/**
 * What one look found: either a {@link ActivitySnapshot snapshot} of the connections, or that there was nothing to be
 * had. A failed look is never an empty snapshot: unreadable is not idle.
 */
public sealed interface Reading permits ActivitySnapshot, Reading.Unreadable {

    /**
     * Returns when the look was taken.
     *
     * @return nanoseconds of the monitor's {@link NanoClock}
     */
    long takenAtNanos();

    /**
     * The look failed.
     *
     * @param takenAtNanos when it was tried, in nanoseconds of the monitor's {@link NanoClock}
     * @param reason what could not be read and what the system said about it; one line for people
     */
    record Unreadable(long takenAtNanos, String reason) implements Reading {
        /**
         * Checks the components.
         *
         * @param takenAtNanos the component
         * @param reason the component
         * @throws NullPointerException if {@code reason} is null
         */
        public Unreadable {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
