package dev.lull.launcher.report;

import dev.lull.NanoClock;
import java.time.Duration;

/** Keeps a busy service from drowning the log: so many lines a second. Not safe for use by several threads. */
final class LineBudget {

    static final int LINES_PER_SECOND = 20;

    static final Duration SECOND = Duration.ofSeconds(1);

    private final NanoClock clock;
    private long secondBeganNanos;
    private int lines;

    LineBudget(NanoClock clock) {
        this.clock = clock;
        this.secondBeganNanos = clock.nanoTime();
    }

    /** Takes a line; false if there are enough for now. */
    boolean spend() {
        long now = clock.nanoTime();
        if (now - secondBeganNanos >= SECOND.toNanos()) {
            secondBeganNanos = now;
            lines = 0;
        }
        if (lines == LINES_PER_SECOND) {
            return false;
        }
        lines++;
        return true;
    }
}
