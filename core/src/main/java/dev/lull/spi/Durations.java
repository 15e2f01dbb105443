package dev.lull.spi;

import java.time.Duration;
import java.util.Objects;

/** Checks durations given by users, and shows them to people: the one place for both. */
public final class Durations {

    /** What fits a long of nanoseconds, about 292 years; a clock's answer plus this may wrap, which {@code a - b > 0} stands. */
    public static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private Durations() {}

    /**
     * Checks a duration that must be above zero.
     *
     * @param value the duration
     * @param name what it is for, to begin the message with
     * @return the same
     * @throws NullPointerException if {@code value} is null
     * @throws IllegalArgumentException if it is zero, negative or longer than {@link #LONGEST}
     */
    public static Duration requirePositive(Duration value, String name) {
        Objects.requireNonNull(value, name);
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + ", expected above zero");
        }
        return requireNotTooLong(value, name);
    }

    /**
     * Checks a duration that may be zero.
     *
     * @param value the duration
     * @param name what it is for, to begin the message with
     * @return the same
     * @throws NullPointerException if {@code value} is null
     * @throws IllegalArgumentException if it is negative or longer than {@link #LONGEST}
     */
    public static Duration requireNotNegative(Duration value, String name) {
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

    /**
     * Shows a duration to people in whole seconds, cut off, such as {@code "1m30s"} or {@code "2d1h"}; below a second in
     * milliseconds, and whatever is not nothing is at least one.
     *
     * @param duration zero or more
     * @return the text
     */
    public static String text(Duration duration) {
        if (duration.toSeconds() > 0 || duration.isZero()) {
            return wholeSeconds(duration.toSeconds());
        }
        return Math.max(1, duration.toMillis()) + "ms";
    }

    /**
     * Shows a duration like {@link #text}, but rounded up: what is left of a time is never shown as nothing.
     *
     * @param duration zero or more
     * @return the text
     */
    public static String textRoundedUp(Duration duration) {
        long seconds = duration.toSeconds();
        int rest = duration.toNanosPart();
        if (seconds == 0 && rest > 0 && rest <= NANOS_PER_SECOND - NANOS_PER_MILLI) {
            return (rest + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI + "ms";
        }
        return wholeSeconds(seconds + (rest > 0 ? 1 : 0));
    }

    private static String wholeSeconds(long seconds) {
        StringBuilder text = new StringBuilder();
        append(text, seconds / 86400, 'd');
        append(text, seconds / 3600 % 24, 'h');
        append(text, seconds / 60 % 60, 'm');
        append(text, seconds % 60, 's');
        return text.length() == 0 ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long number, char unit) {
        if (number > 0) {
            text.append(number).append(unit);
        }
    }
}
