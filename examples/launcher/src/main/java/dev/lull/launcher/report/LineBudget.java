package dev.lull.launcher.report;

import dev.lull.NanoClock;
import java.util.Optional;

/** Keeps a busy service from drowning the log: so many lines a second, the others counted. Safe for any thread. */
final class LineBudget {

    static final int LINES_PER_SECOND = 20;

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final NanoClock clock;
    private long secondBeganNanos;
    private int lines;
    private int skipped;

    LineBudget(NanoClock clock) {
        this.clock = clock;
        this.secondBeganNanos = clock.nanoTime();
    }

    /** Takes a line: empty if there are enough for now, else what to add about those left out before. */
    synchronized Optional<String> spend() {
        long now = clock.nanoTime();
        if (now - secondBeganNanos >= SECOND_NANOS) {
            secondBeganNanos = now;
            lines = 0;
        }
        if (lines == LINES_PER_SECOND) {
            skipped++;
            return Optional.empty();
        }
        lines++;
        String note = skipped == 0 ? "" : "; " + skipped + " lines of this kind left out before";
        skipped = 0;
        return Optional.of(note);
    }
}
