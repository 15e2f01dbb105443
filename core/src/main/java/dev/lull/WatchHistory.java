package dev.lull;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What a watcher remembers from look to look: from when on the service can be called idle, and since when nobody can
 * tell. Not safe for use by several threads.
 */
final class WatchHistory {

    private final long openedAtNanos;
    private long notIdleBeforeNanos;
    private OptionalLong unreadableSinceNanos = OptionalLong.empty();
    private long latestLookNanos;
    private long sleptSinceLatestLookNanos;
    private boolean uncertain;

    /** Begins one, of a service that has been idle for so long then. */
    WatchHistory(long openedAtNanos, Duration alreadyIdle) {
        this.openedAtNanos = openedAtNanos;
        this.notIdleBeforeNanos = openedAtNanos - alreadyIdle.toNanos();
        this.latestLookNanos = openedAtNanos;
    }

    /** Takes a look's answer, and returns what was known before it. */
    IdleShutdownPolicy.History upTo(Reading reading) {
        latestLookNanos = reading.takenAtNanos();
        sleptSinceLatestLookNanos = 0;
        if (uncertain) {
            notIdleBeforeNanos = latestLookNanos;
            uncertain = false;
        }
        if (reading instanceof ActivitySnapshot snapshot) {
            unreadableSinceNanos = OptionalLong.empty();
            uncertain = snapshot.admitsNobody();
        } else {
            uncertain = true;
            if (unreadableSinceNanos.isEmpty()) {
                unreadableSinceNanos = OptionalLong.of(latestLookNanos);
            }
        }
        return new IdleShutdownPolicy.History(openedAtNanos, notIdleBeforeNanos, unreadableSinceNanos);
    }

    /** Nobody can be sure of what was before the next look: idle time begins again with it. */
    void beUncertain() {
        uncertain = true;
    }

    /** Nothing of what was seen, or not seen, before counts any more. */
    void beginAgain() {
        uncertain = true;
        unreadableSinceNanos = OptionalLong.empty();
    }

    void slept(long nanos) {
        sleptSinceLatestLookNanos += nanos;
    }

    /** Now, as far as can be said when a look does not say it. */
    long nowNanos() {
        return latestLookNanos + sleptSinceLatestLookNanos;
    }
}
