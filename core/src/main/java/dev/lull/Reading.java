package dev.lull;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Says what one look found: either a {@link ActivitySnapshot snapshot} of the connections, or the reason why there is
 * none. A failed look is never an empty snapshot: unreadable is not idle.
 */
public sealed interface Reading permits ActivitySnapshot, Reading.Unreadable {

    /**
     * Returns when the look was taken.
     *
     * @return nanoseconds of the monitor's {@link NanoClock}
     */
    long takenAtNanos();

    /**
     * The look failed, or what it found means nothing: as long as nothing listens at a watched port, that nobody is
     * connected there does not say that nobody uses the service.
     *
     * @param takenAtNanos when it was tried, in nanoseconds of the monitor's {@link NanoClock}
     * @param reason what could not be read and what the system said about it; one line for people
     * @param unservedPorts the watched ports at which nothing listens, where that is the reason; else empty
     */
    record Unreadable(long takenAtNanos, String reason, SortedSet<Integer> unservedPorts) implements Reading {
        /**
         * Checks and copies the components.
         *
         * @throws NullPointerException if {@code reason} or {@code unservedPorts} is null
         */
        public Unreadable {
            Objects.requireNonNull(reason, "reason");
            unservedPorts = Collections.unmodifiableSortedSet(new TreeSet<>(unservedPorts));
        }

        /**
         * Makes the answer of a look that failed.
         *
         * @param takenAtNanos when it was tried, in nanoseconds of the monitor's {@link NanoClock}
         * @param reason what could not be read and what the system said about it; one line for people
         * @throws NullPointerException if {@code reason} is null
         */
        public Unreadable(long takenAtNanos, String reason) {
            this(takenAtNanos, reason, Collections.emptySortedSet());
        }

        /**
         * Makes the answer of a look that found nobody connected, and no service either.
         *
         * @param takenAtNanos when it was taken, in nanoseconds of the monitor's {@link NanoClock}
         * @param ports the watched ports at which nothing listens, at least one
         * @return the reading, with the ports in its reason
         * @throws IllegalArgumentException if there is no port
         */
        public static Unreadable nothingListens(long takenAtNanos, SortedSet<Integer> ports) {
            if (ports.isEmpty()) {
                throw new IllegalArgumentException("ports: none, expected at least one");
            }
            String named = String.join(", ", ports.stream().map(String::valueOf).toList());
            return new Unreadable(
                    takenAtNanos, "nothing listens on port" + (ports.size() == 1 ? " " : "s ") + named, ports);
        }
    }
}
