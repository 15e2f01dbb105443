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
    private boolean calledOffJustNow;

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

    /** Tries no stop for some time from the next look on, as long as nothing changes; a warning then comes anew. */
    void callOff(String because, Duration tryAgainAfter) {
        calledOffJustNow = true;
        calledOffForNanos = tryAgainAfter.toNanos();
        calledOffBecause = because;
        warnedAtNanos = OptionalLong.empty();
    }

    /** Tells whether a stop was called off since the latest look. */
    boolean beginsWithTheNextLook() {
        return calledOffJustNow;
    }

    /** Forgets all: what was to be done is done. */
    void forget() {
        warnedAtNanos = OptionalLong.empty();
        calledOffAtNanos = OptionalLong.empty();
        calledOffJustNow = false;
    }

    /** Makes a verdict to stop one to wait, where that is still to be. */
    Verdict delay(Verdict verdict, Reading reading) {
        long now = reading.takenAtNanos();
        if (calledOffJustNow) {
            calledOffJustNow = false;
            calledOffAtNanos = OptionalLong.of(now);
        }
        OptionalLong idleNanos = idleNanos(verdict);
        if (idleNanos.isEmpty() || isBefore(warnedAtNanos, now - idleNanos.getAsLong()) || isUnreadable(verdict)) {
            forgetWarning(verdict);
        }
        if (idleNanos.isEmpty() || isBefore(calledOffAtNanos, now - idleNanos.getAsLong())) {
            calledOffAtNanos = OptionalLong.empty();
        }
        return idleNanos.isEmpty() ? verdict : delay(verdict, now, idleNanos.getAsLong());
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
        long calledOffLeft = left(calledOffAtNanos, calledOffForNanos, now);
        long left = Math.max(
                verdict instanceof Verdict.KeepRunning keep
                        ? keep.recheckAfter().toNanos()
                        : 0,
                calledOffLeft);
        if (isUnreadable(verdict)) { // nobody knows whom to warn of what
            return left > 0 ? waiting(Verdict.Why.UNREADABLE, notStopped(), 0, left) : verdict;
        }
        if (warnBeforeNanos > 0 && warnedAtNanos.isEmpty() && left <= warnBeforeNanos) {
            warnedAtNanos = OptionalLong.of(now);
            listener.onWarning(Duration.ofNanos(warnBeforeNanos));
        }
        if (warnedAtNanos.isPresent()) {
            long untilStop = Math.max(left, left(warnedAtNanos, warnBeforeNanos, now));
            return untilStop > 0 ? waiting(Verdict.Why.WARNED, "", idleNanos, untilStop) : verdict;
        }
        return calledOffLeft > 0 ? waiting(Verdict.Why.POSTPONED, calledOffBecause, idleNanos, left) : verdict;
    }

    private String notStopped() {
        return "not stopped: " + calledOffBecause;
    }

    private static boolean isUnreadable(Verdict verdict) {
        return verdict instanceof Verdict.ShutDown stop && stop.cause() == Verdict.Cause.UNREADABLE;
    }

    private static long left(OptionalLong beginNanos, long nanos, long now) {
        return beginNanos.isPresent() ? nanos - (now - beginNanos.getAsLong()) : 0;
    }

    private static Verdict waiting(Verdict.Why why, String because, long idleNanos, long leftNanos) {
        return new Verdict.KeepRunning(why, 0, because, Duration.ofNanos(idleNanos), Duration.ofNanos(leftNanos));
    }

    /** Returns for how long nobody was connected, where that is all the verdict waits for; or for how long nobody could tell. */
    private static OptionalLong idleNanos(Verdict verdict) {
        if (verdict instanceof Verdict.ShutDown stop) {
            return OptionalLong.of(stop.idleFor().toNanos());
        }
        Verdict.KeepRunning keep = (Verdict.KeepRunning) verdict;
        return keep.why() == Verdict.Why.NOT_IDLE_LONG_ENOUGH || keep.why() == Verdict.Why.STARTUP_GRACE
                ? OptionalLong.of(keep.idleFor().toNanos())
                : OptionalLong.empty();
    }

    /** Returns how long the verdict stays as it is, as long as nothing happens: until the warning at the latest. */
    long unchangedNanos(Verdict.KeepRunning keep) {
        long nanos = keep.recheckAfter().toNanos();
        boolean isWaited =
                keep.why() == Verdict.Why.POSTPONED || idleNanos(keep).isPresent();
        boolean warningIsNext = warnBeforeNanos > 0 && warnedAtNanos.isEmpty() && nanos > warnBeforeNanos;
        return isWaited && warningIsNext ? nanos - warnBeforeNanos : nanos;
    }
}
