package dev.lull.ebpf;

import java.util.concurrent.TimeUnit;

/**
 * Lets events be told at once while they come at a moderate pace, and gathers them for a millisecond while they pour in:
 * a reader that has not caught up is not woken again, and each waking costs the service more than the counting does. Not
 * safe for use by several threads.
 */
final class Pacing {

    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int AT_ONCE = 20;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private long windowStartNanos;
    private int wakings;

    Pacing(long nowNanos) {
        this.windowStartNanos = nowNanos;
    }

    /** How long to leave the next events lie, after a waking. */
    long pauseAfterWaking(long nowNanos) {
        if (nowNanos - windowStartNanos > WINDOW_NANOS) {
            windowStartNanos = nowNanos;
            wakings = 0;
        }
        wakings++;
        return wakings > AT_ONCE ? PAUSE_NANOS : 0;
    }
}
