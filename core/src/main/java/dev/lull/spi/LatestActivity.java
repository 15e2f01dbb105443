package dev.lull.spi;

import java.util.OptionalLong;

/** Keeps the latest of several moments of a monitor's clock. Not safe for use by several threads. */
public final class LatestActivity {

    private long atNanos;
    private boolean known;

    /** Makes an instance that knows of no moment yet. */
    public LatestActivity() {}

    /**
     * Returns the later of two moments of one clock.
     *
     * @param oneNanos nanoseconds of a {@link dev.lull.NanoClock}
     * @param otherNanos nanoseconds of the same clock
     * @return the later one, also where the clock's numbers have passed from positive to negative in between
     */
    public static long later(long oneNanos, long otherNanos) {
        return oneNanos - otherNanos > 0 ? oneNanos : otherNanos;
    }

    /**
     * Takes a moment, and keeps it if it is later than all before.
     *
     * @param momentNanos nanoseconds of the monitor's {@link dev.lull.NanoClock}
     */
    public void advance(long momentNanos) {
        atNanos = known ? later(momentNanos, atNanos) : momentNanos;
        known = true;
    }

    /**
     * Returns the latest moment.
     *
     * @param otherwiseNanos the answer where none is known
     * @return nanoseconds of the monitor's {@link dev.lull.NanoClock}
     */
    public long orElse(long otherwiseNanos) {
        return known ? atNanos : otherwiseNanos;
    }

    /**
     * Returns the latest moment, where one is known.
     *
     * @return nanoseconds of the monitor's {@link dev.lull.NanoClock}, or empty
     */
    public OptionalLong atNanos() {
        return known ? OptionalLong.of(atNanos) : OptionalLong.empty();
    }
}
