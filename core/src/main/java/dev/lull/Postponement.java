package dev.lull;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Delays a stop that the policy allows: until a warning has been heard, and for some time after a stop was called off.
 * Either ends when the service is used, held, or cannot be seen. Not safe for use by several threads.
 */
final class Postponement {

    private final long warnBeforeNanos;
    private final WatchListener listener;

    private OptionalLong warnedAtNanos = OptionalLong.empty();
    private OptionalLong calledOffAtNanos = OptionalLong.empty();
    private long calledOffForNanos;
    private String calledOffBecause = "";

    /**
     * Makes one with nothing to delay yet.
     *
     * @param warnBefore how long before the stop to warn; zero for never
     * @param listener hears of warnings
     */
    Postponement(Duration warnBefore, WatchListener listener) {
        this.warnBeforeNanos = warnBefore.toNanos();
        this.listener = listener;
    }

    /** A stop is not tried again for some time, as long as nothing changes. */
    void callOff(long nowNanos, String because, Duration tryAgainAfter) {
        calledOffAtNanos = OptionalLong.of(nowNanos);
        calledOffForNanos = tryAgainAfter.toNanos();
        calledOffBecause = because;
    }

    /** Makes a verdict to stop one to wait, where that is still to be. */
    Verdict delay(Verdict verdict, Reading reading) {
        OptionalLong idleNanos = idleNanos(verdict);
        long now = reading.takenAtNanos();
        if (idleNanos.isEmpty()) {
            forgetWarning(verdict);
            calledOffAtNanos = OptionalLong.empty();
            return verdict;
        }
        long idleSince = now - idleNanos.getAsLong();
        if (isBefore(warnedAtNanos, idleSince)) {
            forgetWarning(verdict);
        }
        if (isBefore(calledOffAtNanos, idleSince)) {
            calledOffAtNanos = OptionalLong.empty();
        }
        return delay(verdict, now, idleNanos.getAsLong());
    }

    private static boolean isBefore(OptionalLong moment, long nanos) {
        return moment.isPresent() && nanos - moment.getAsLong() > 0;
    }

    private void forgetWarning(Verdict verdict) {
        if (warnedAtNanos.isPresent()) {
            warnedAtNanos = OptionalLong.empty();
            listener.onWarningCalledOff(verdict);
        }
    }

    private Verdict delay(Verdict verdict, long now, long idleNanos) {
        long left = verdict instanceof Verdict.KeepRunning keep
                ? keep.recheckAfter().toNanos()
                : 0;
        if (warnBeforeNanos > 0 && warnedAtNanos.isEmpty() && left <= warnBeforeNanos) {
            warnedAtNanos = OptionalLong.of(now);
            listener.onWarning(Duration.ofNanos(warnBeforeNanos));
        }
        long calledOffLeft = left(calledOffAtNanos, calledOffForNanos, now);
        if (calledOffLeft > 0) {
            return waiting(Verdict.Why.POSTPONED, calledOffBecause, idleNanos, Math.max(left, calledOffLeft));
        }
        long warningLeft = Math.max(left, left(warnedAtNanos, warnBeforeNanos, now));
        return warnedAtNanos.isPresent() && warningLeft > 0
                ? waiting(Verdict.Why.WARNED, "", idleNanos, warningLeft)
                : verdict;
    }

    private static long left(OptionalLong beginNanos, long nanos, long now) {
        return beginNanos.isPresent() ? nanos - (now - beginNanos.getAsLong()) : 0;
    }

    private static Verdict waiting(Verdict.Why why, String because, long idleNanos, long leftNanos) {
        return new Verdict.KeepRunning(why, 0, because, Duration.ofNanos(idleNanos), Duration.ofNanos(leftNanos));
    }

    /** For how long nobody was connected, where that is all the verdict waits for; or nobody could tell, for long enough. */
    private static OptionalLong idleNanos(Verdict verdict) {
        if (verdict instanceof Verdict.ShutDown stop) {
            return OptionalLong.of(stop.idleFor().toNanos());
        }
        Verdict.KeepRunning keep = (Verdict.KeepRunning) verdict;
        return keep.why() == Verdict.Why.NOT_IDLE_LONG_ENOUGH || keep.why() == Verdict.Why.STARTUP_GRACE
                ? OptionalLong.of(keep.idleFor().toNanos())
                : OptionalLong.empty();
    }

    /** How long the verdict stays as it is, as long as nothing happens: until the warning at the latest. */
    long unchangedNanos(Verdict.KeepRunning keep) {
        long nanos = keep.recheckAfter().toNanos();
        boolean warningIsNext = warnBeforeNanos > 0
                && warnedAtNanos.isEmpty()
                && nanos > warnBeforeNanos
                && idleNanos(keep).isPresent();
        return warningIsNext ? nanos - warnBeforeNanos : nanos;
    }
}
