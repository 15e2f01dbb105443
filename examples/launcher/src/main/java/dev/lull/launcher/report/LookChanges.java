package dev.lull.launcher.report;

import dev.lull.NanoClock;
import dev.lull.Verdict;
import dev.lull.launcher.report.event.ActiveEvent;
import dev.lull.launcher.report.event.HeldEvent;
import dev.lull.launcher.report.event.IdleEvent;
import dev.lull.launcher.report.event.ReleasedEvent;
import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.report.event.UnreadableEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out which looks are worth telling: each one while nobody is connected; else those at which the reason to stay up
 * changes, and one now and then. Not safe for use by several threads.
 */
public final class LookChanges {

    /** As often as the watcher looks at one that pushes while it is in use. */
    private static final Duration REMINDER = Duration.ofMinutes(15);

    /** Why the service stays up; how many are connected makes no difference. */
    private record Reason(Verdict.Why why, String because) {}

    private final String strategy;
    private final NanoClock clock;
    private Optional<Reason> last = Optional.empty();
    private long toldNanos;

    /**
     * Makes one that has not looked.
     *
     * @param strategy the name of the strategy that looks
     * @param clock for reminders
     */
    public LookChanges(String strategy, NanoClock clock) {
        this.strategy = strategy;
        this.clock = clock;
    }

    /** Returns what a look gives to tell, in order. */
    List<RunEvent> of(Verdict verdict) {
        if (!(verdict instanceof Verdict.KeepRunning keep)) {
            last = Optional.empty(); // what comes next is told, whatever it is
            return List.of();
        }
        Reason reason = new Reason(keep.why(), keep.because());
        List<RunEvent> events = new ArrayList<>();
        last.filter(before -> before.why() == Verdict.Why.HELD && keep.why() != Verdict.Why.HELD)
                .ifPresent(held -> events.add(new ReleasedEvent(strategy, held.because())));
        boolean isNew = last.filter(reason::equals).isEmpty();
        last = Optional.of(reason);
        if (isNew || isIdle(keep.why()) || clock.nanoTime() - toldNanos >= REMINDER.toNanos()) {
            toldNanos = clock.nanoTime();
            events.add(event(keep, !isNew));
        }
        return events;
    }

    private static boolean isIdle(Verdict.Why why) {
        return why == Verdict.Why.STARTUP_GRACE || why == Verdict.Why.NOT_IDLE_LONG_ENOUGH;
    }

    private RunEvent event(Verdict.KeepRunning keep, boolean isReminder) {
        return switch (keep.why()) {
            case IN_USE -> new ActiveEvent(strategy, keep.openConnections(), isReminder);
            case UNREADABLE -> new UnreadableEvent(strategy, keep.because(), isReminder);
            case HELD -> new HeldEvent(strategy, keep.because(), isReminder);
            case STARTUP_GRACE, NOT_IDLE_LONG_ENOUGH ->
                new IdleEvent(strategy, keep.idleFor(), keep.recheckAfter(), keep.why() == Verdict.Why.STARTUP_GRACE);
        };
    }
}
