package dev.lull;

import java.time.Duration;
import java.util.Objects;

/** Checks durations given by users, and shows them to people. */
final class Durations {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** What fits a long of nanoseconds; a clock's answer plus this may wrap, which {@code a - b > 0} stands. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private Durations() {}

    static Duration requirePositive(Duration value, String name) {
        Objects.requireNonNull(value, name);
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + ", expected above zero");
        }
        return requireNotTooLong(value, name);
    }

    static Duration requireNotNegative(Duration value, String name) {
        Objects.requireNonNull(value, name);
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + ", expected zero or more");
        }
        return requireNotTooLong(value, name);
    }

    private static Duration requireNotTooLong(Duration value, String name) {
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + ": " + value + ", expected at most " + LONGEST);
        }
        return value;
    }

    /** Shows a duration in whole seconds, cut off, such as {@code "1m30s"}; below a second in milliseconds. */
    static String text(long nanos) {
        if (nanos >= NANOS_PER_MILLI && nanos < NANOS_PER_SECOND) {
            return nanos / NANOS_PER_MILLI + "ms";
        }
        return wholeSeconds(nanos / NANOS_PER_SECOND);
    }

    /** Shows a duration in whole seconds, rounded up: what is left of a time is never shown as nothing. */
    static String textRoundedUp(long nanos) {
        if (nanos > 0 && nanos <= NANOS_PER_SECOND - NANOS_PER_MILLI) {
            return (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI + "ms";
        }
        return wholeSeconds(nanos / NANOS_PER_SECOND + (nanos % NANOS_PER_SECOND > 0 ? 1 : 0));
    }

    private static String wholeSeconds(long seconds) {
        long hours = seconds / 3600;
        long minutes = seconds / 60 % 60;
        long rest = seconds % 60;
        StringBuilder text = new StringBuilder();
        if (hours > 0) {
            text.append(hours).append('h');
        }
        if (minutes > 0) {
            text.append(minutes).append('m');
        }
        if (rest > 0 || text.length() == 0) {
            text.append(rest).append('s');
        }
        return text.toString();
    }
}
