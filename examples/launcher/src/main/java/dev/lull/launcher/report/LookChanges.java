package dev.lull.launcher.report;

import dev.lull.NanoClock;
import dev.lull.Reading;
import dev.lull.Verdict;
import dev.lull.launcher.report.event.ActiveEvent;
import dev.lull.launcher.report.event.HeldUpEvent;
import dev.lull.launcher.report.event.IdleEvent;
import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.report.event.UnreadableEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Finds out which looks are worth telling: each one while nobody is connected, though people hear of fewer and fewer; else
 * those at which the reason to stay up changes, and one now and then. That nothing listens yet is told when it lasts. Not safe for use by several threads.
 */
public final class LookChanges {

    /** As often as the watcher looks at one that pushes while it is in use. */
    private static final Duration REMINDER = Duration.ofMinutes(15);

    /** A service that starts, or starts again, needs a moment until it listens; that is no news. */
    private static final Duration TIME_TO_LISTEN = Duration.ofSeconds(5);

    /** Why the service stays up; how many are connected makes no difference. */
    private record Reason(Verdict.Why why, String because) {}

    private final String strategy;
    private final boolean freezes;
    private final NanoClock clock;
    private final Supplier<String> whereItListens;
    private final IdleLines idleLines;
    private OptionalLong unservedSinceNanos = OptionalLong.empty();
    private Optional<Reason> last = Optional.empty();
    private long toldNanos;

    /**
     * Makes one that has not looked.
     *
     * @param strategy the name of the strategy that looks
     * @param freezes whether an idle service is frozen
     * @param clock for reminders
     * @param whereItListens says where the service listens instead, when nothing listens at a watched port; empty text if
     *     that is not known
     */
    public LookChanges(String strategy, boolean freezes, NanoClock clock, Supplier<String> whereItListens) {
        this.strategy = strategy;
        this.freezes = freezes;
        this.clock = clock;
        this.idleLines = new IdleLines(clock);
        this.whereItListens = whereItListens;
    }

    /** Returns what a look gives to tell; empty if that is nothing. */
    Optional<RunEvent> of(Reading reading, Verdict verdict) {
        if (!(verdict instanceof Verdict.KeepRunning keep)) {
            last = Optional.empty(); // what comes next is told, whatever it is
            return Optional.empty();
        }
        if (mayStillBeginToListen(reading)) {
            return Optional.empty();
        }
        Reason reason = new Reason(keep.why(), keep.because());
        boolean isNew = last.filter(reason::equals).isEmpty();
        if (isNew
                && !(isCountdown(reason)
                        && last.filter(LookChanges::isCountdown).isPresent())) {
            idleLines.reset();
        }
        last = Optional.of(reason);
        if (isNew || isIdle(keep.why()) || clock.nanoTime() - toldNanos >= REMINDER.toNanos()) {
            toldNanos = clock.nanoTime();
            return Optional.of(event(reading, keep, !isNew));
        }
        return Optional.empty();
    }

    private boolean mayStillBeginToListen(Reading reading) {
        if (!isUnserved(reading)) {
            unservedSinceNanos = OptionalLong.empty();
            return false;
        }
        if (unservedSinceNanos.isEmpty()) {
            unservedSinceNanos = OptionalLong.of(clock.nanoTime());
        }
        return clock.nanoTime() - unservedSinceNanos.getAsLong() < TIME_TO_LISTEN.toNanos();
    }

    private static boolean isUnserved(Reading reading) {
        return reading instanceof Reading.Unreadable unreadable
                && !unreadable.unservedPorts().isEmpty();
    }

    /** A warning has a line of its own, and the countdown goes on. */
    private static boolean isCountdown(Reason reason) {
        return reason.why() == Verdict.Why.NOT_IDLE_LONG_ENOUGH || reason.why() == Verdict.Why.WARNED;
    }

    private static boolean isIdle(Verdict.Why why) {
        return switch (why) {
            case STARTUP_GRACE, NOT_IDLE_LONG_ENOUGH, WARNED, POSTPONED -> true;
            case IN_USE, UNREADABLE, HELD -> false;
        };
    }

    private RunEvent event(Reading reading, Verdict.KeepRunning keep, boolean isReminder) {
        return switch (keep.why()) {
            case IN_USE -> new ActiveEvent(strategy, keep.openConnections(), isReminder);
            case UNREADABLE ->
                new UnreadableEvent(
                        strategy,
                        isUnserved(reading) ? keep.because() + whereItListens.get() : keep.because(),
                        isReminder);
            case HELD -> new HeldUpEvent(keep.because());
            case STARTUP_GRACE, NOT_IDLE_LONG_ENOUGH, WARNED, POSTPONED ->
                new IdleEvent(
                        strategy,
                        keep.idleFor(),
                        keep.recheckAfter(),
                        freezes,
                        keep.why() == Verdict.Why.STARTUP_GRACE,
                        idleLines.isDue(keep.idleFor()));
        };
    }
}
