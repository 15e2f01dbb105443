package dev.lull.launcher.report;

import dev.lull.NanoClock;
import java.time.Duration;
import java.util.List;

/**
 * Finds out which looks at an idle service people are told of: the first, and then ever fewer. Not safe for use by several
 * threads.
 */
final class IdleLines {

    /** From one line to the next; the last one is the time between all later ones. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30));

    private final NanoClock clock;
    private int told;
    private long toldNanos;
    private Duration idleBefore = Duration.ZERO;

    IdleLines(NanoClock clock) {
        this.clock = clock;
    }

    /** Begins anew: the next look is told. */
    void reset() {
        told = 0;
    }

    /** Takes a look, and tells whether people are told of it. One that is idle for less than before is idle anew. */
    boolean isDue(Duration idleFor) {
        if (idleFor.compareTo(idleBefore) < 0) {
            reset();
        }
        idleBefore = idleFor;
        long now = clock.nanoTime();
        if (told > 0
                && now - toldNanos
                        < PAUSES.get(Math.min(told, PAUSES.size()) - 1).toNanos()) {
            return false;
        }
        told++;
        toldNanos = now;
        return true;
    }
}
