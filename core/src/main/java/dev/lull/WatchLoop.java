package dev.lull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Looks, tries to stop when a look says so, and sleeps until the verdict could change. For one thread, once, but for {@link #callOffShutting}. */
final class WatchLoop {

    private static final Logger LOG = System.getLogger(IdleWatcher.class.getName());

    /** By how much a sleep may be longer than asked on a busy machine before it means that the machine slept. */
    static final Duration OVERSLEPT = Duration.ofSeconds(5);

    /** With events a look is not needed while somebody is connected; one now and then costs nothing and finds bugs. */
    static final Duration LOOK_WHILE_IN_USE = Duration.ofMinutes(15);

    private final WatchSettings settings;
    private final ActivityMonitor monitor;
    private final long checkIntervalNanos;
    private final boolean pushes;
    private final NanoClock suspendClock;
    private final Pause pause;
    private final BooleanSupplier closed;
    private final Looks looks;
    private final StopAttempt stopAttempt;

    WatchLoop(WatchSettings settings, Pause pause, NanoClock suspendClock, BooleanSupplier closed) {
        this.settings = settings;
        this.monitor = settings.monitor();
        this.checkIntervalNanos = settings.checkInterval().toNanos();
        this.pushes = monitor.capabilities().contains(Capability.EVENTS);
        this.suspendClock = suspendClock;
        this.pause = pause;
        this.closed = closed;
        this.looks = new Looks(settings);
        this.stopAttempt = new StopAttempt(settings, looks, closed);
    }

    /** Returns the verdict that was acted upon, or empty once the watcher is closed. */
    Optional<Verdict.ShutDown> run() throws InterruptedException {
        while (!closed.getAsBoolean()) {
            Verdict verdict = looks.take().verdict();
            if (verdict instanceof Verdict.ShutDown stop && !closed.getAsBoolean()) {
                Optional<Verdict.ShutDown> done = stopAttempt.run(stop);
                if (done.isPresent()) {
                    if (!settings.repeats()) {
                        return done;
                    }
                    looks.acted();
                }
                verdict = looks.hasPostponed() ? looks.take().verdict() : null;
            }
            if (!closed.getAsBoolean()) {
                sleep(verdict);
            }
        }
        return Optional.empty();
    }

    /** Ends a wait for the door to be shut, by any thread: the watcher is closed. */
    void callOffShutting() {
        stopAttempt.callOffShutting();
    }

    /** Sleeps until the verdict could change; one that is not known here is asked for again after a check interval. */
    private void sleep(@Nullable Verdict verdict) throws InterruptedException {
        long nanos = verdict instanceof Verdict.KeepRunning keep ? sleepNanos(keep) : checkIntervalNanos;
        long before = suspendClock.nanoTime();
        pause.sleep(nanos);
        long slept = suspendClock.nanoTime() - before;
        looks.slept(Math.min(slept, nanos));
        if (slept - nanos > OVERSLEPT.toNanos()) {
            LOG.log(Level.INFO, "the machine slept; idle time begins again");
            looks.beginAgain();
        }
    }

    private long sleepNanos(Verdict.KeepRunning keep) {
        long unchanged = looks.unchangedNanos(keep);
        if (!pushes) {
            return Math.min(unchanged, checkIntervalNanos);
        }
        return switch (keep.why()) {
            case IN_USE -> (isWokenByItsEnd() ? LOOK_WHILE_IN_USE.toNanos() : checkIntervalNanos);
            case UNREADABLE, HELD -> Math.min(unchanged, checkIntervalNanos);
            case STARTUP_GRACE, NOT_IDLE_LONG_ENOUGH, WARNED, POSTPONED ->
                settings.reports() || settings.asksHolds() ? Math.min(unchanged, checkIntervalNanos) : unchanged;
        };
    }

    /** A connection that is counted but that nobody can name may have no event of its end either. */
    private boolean isWokenByItsEnd() {
        return !monitor.capabilities().contains(Capability.PER_CONNECTION)
                || !monitor.connections().isEmpty();
    }
}
