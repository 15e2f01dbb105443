package dev.lull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes a watcher's looks, and remembers from one to the next what the policy must know. Not safe for use by several
 * threads.
 */
final class Looks {

    private static final Logger LOG = System.getLogger(IdleWatcher.class.getName());

    /** A reading, and what is made of it. */
    record Look(Reading reading, Verdict verdict) {}

    private final ActivityMonitor monitor;
    private final IdleShutdownPolicy policy;
    private final List<Hold> holds;
    private final WatchListener listener;
    private final Consumer<Verdict> observer;
    private final Postponement postponement;
    private final WatchHistory history;
    private boolean failureReported;

    /** Takes the first look, of which nobody is told. */
    Looks(WatchSettings settings) {
        this.monitor = settings.monitor();
        this.policy = settings.policy();
        this.holds = settings.holds();
        this.listener = settings.listener();
        this.observer = settings.observer();
        this.postponement = new Postponement(settings.warnBefore(), listener);
        this.history = new WatchHistory(monitor.read().takenAtNanos(), settings.alreadyIdle());
    }

    Look take() {
        return judge(read());
    }

    private Look judge(Reading reading) {
        Verdict allowed = policy.evaluate(history.upTo(reading), reading, holds);
        if (allowed instanceof Verdict.KeepRunning keep && keep.why() == Verdict.Why.HELD) {
            history.beUncertain();
        }
        Verdict verdict = postponement.delay(allowed, reading);
        observer.accept(verdict);
        listener.onLook(reading, verdict);
        return new Look(reading, verdict);
    }

    private Reading read() {
        try {
            Reading reading = monitor.read();
            failureReported = false;
            return reading;
        } catch (IllegalStateException e) {
            throw e;
        } catch (RuntimeException e) {
            if (!failureReported) {
                failureReported = true;
                LOG.log(Level.WARNING, "the " + monitor.strategy() + " monitor threw; that is no idle service", e);
            }
            return new Reading.Unreadable(history.nowNanos(), monitor.strategy() + " threw " + e);
        }
    }

    /** Takes the word of somebody who looked with other eyes: nothing that was seen until now counts any more. */
    void contradict(Reading reading, String objection) {
        LOG.log(Level.WARNING, "nothing is stopped: " + objection);
        history.beginAgain();
        Look ignored = judge(new Reading.Unreadable(reading.takenAtNanos(), objection));
    }

    /** Begins the idle time again with the next look. */
    void beginAgain() {
        history.beginAgain();
    }

    /** Begins all again with the next look: what was to be done is done. */
    void acted() {
        history.beginAgain();
        postponement.forget();
    }

    /** Tries no stop for some time, though the policy says so. */
    void postpone(String because, Duration tryAgainAfter) {
        postponement.callOff(because, tryAgainAfter);
    }

    /** Tells whether a stop was postponed just now: the time for that begins with the next look. */
    boolean hasPostponed() {
        return postponement.beginsWithTheNextLook();
    }

    /** Tells of time that passed without a look. */
    void slept(long nanos) {
        history.slept(nanos);
    }

    /** Returns how long a verdict stays as it is, as long as nothing happens. */
    long unchangedNanos(Verdict.KeepRunning keep) {
        return postponement.unchangedNanos(keep);
    }
}
