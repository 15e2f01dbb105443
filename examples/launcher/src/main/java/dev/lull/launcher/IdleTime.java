package dev.lull.launcher;

import dev.lull.ActivitySnapshot;
import dev.lull.Reading;
import dev.lull.Verdict;
import java.time.Duration;

/** Works out of a verdict for how long nobody has been connected: the verdict itself says only what is missing. */
final class IdleTime {

    private final long idleTimeoutNanos;
    private final long startupGraceNanos;
    private boolean looked;
    private long firstLookNanos;

    IdleTime(Duration idleTimeout, Duration startupGrace) {
        this.idleTimeoutNanos = idleTimeout.toNanos();
        this.startupGraceNanos = startupGrace.toNanos();
    }

    /** Answers for a look that found nobody connected; called for each look. */
    Duration at(Reading reading, Verdict.KeepRunning verdict) {
        long now = reading.takenAtNanos();
        if (!looked) {
            looked = true;
            firstLookNanos = now;
        }
        boolean graceDecides = startupGraceNanos - (now - firstLookNanos)
                >= verdict.recheckAfter().toNanos();
        long idleNanos = graceDecides && reading instanceof ActivitySnapshot snapshot
                ? now - later(snapshot.lastActivityNanos(), firstLookNanos)
                : idleTimeoutNanos - verdict.recheckAfter().toNanos();
        return Duration.ofNanos(Math.max(0, idleNanos));
    }

    private static long later(long a, long b) {
        return a - b > 0 ? a : b;
    }
}
