package dev.lull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Watches a service while it is awake and while it is asleep, in turn, and takes it from the one to the other. {@link #run}
 * is for one thread, once; all other methods are safe for use by any thread.
 */
final class SleepLoop {

    /** For as long as nobody comes. */
    static final Duration NEVER = Duration.ofDays(36_500);

    private static final Logger LOG = System.getLogger(Sleeper.class.getName());

    private static final Duration BETWEEN_FAILURES = Duration.ofSeconds(1);

    /** With a listener a watcher looks at its check interval even if its monitor pushes: a lost event wakes nobody. */
    private static final WatchListener ALWAYS_LOOKING = new WatchListener() {};

    private final SleepSettings settings;
    private final Sleepable service;
    private final SleepListener listener;
    private final HeldByAny holds;
    private final WakePacing pacing;
    private final AtomicBoolean asked = new AtomicBoolean();
    private boolean hasWatched;
    private volatile boolean closed;
    private volatile boolean lookAsked;
    private volatile Sleeper.State state = Sleeper.State.AWAKE;
    private volatile Runnable endWatching = () -> {};
    private volatile Runnable lookNow = () -> {};

    SleepLoop(SleepSettings settings, HeldByAny holds) {
        this.settings = settings;
        this.service = settings.service();
        this.listener = settings.listener();
        this.holds = holds;
        this.pacing = new WakePacing(settings.minSleep(), settings.mostWakes(), settings.wakesWindow());
    }

    /** Returns the verdict by which it was stopped for good, or empty once it is closed. */
    Optional<Verdict.ShutDown> run() throws InterruptedException {
        IdleShutdownPolicy policy = settings.firstPolicy();
        while (!closed) {
            IdleShutdownPolicy first = policy;
            Optional<Verdict.ShutDown> fellAsleep = watch(() -> awake(first), () -> {});
            if (fellAsleep.isPresent()) {
                Optional<Verdict.ShutDown> stopped = new Asleep(fellAsleep.get()).pass();
                if (stopped.isPresent()) {
                    return stopped;
                }
            }
            policy = settings.laterPolicy();
        }
        return Optional.empty();
    }

    private IdleWatcher.Builder awake(IdleShutdownPolicy policy) {
        IdleWatcher.Builder builder = IdleWatcher.builder(settings.monitor(), policy, verdict -> {});
        settings.whileAwake().accept(builder);
        return builder.action(
                (verdict, door) -> fallAsleep(service, verdict, door), doorUse(service), service.ownDoor());
    }

    private static DoorUse doorUse(Sleepable into) {
        return into.endsConnections() ? DoorUse.SHUT_MEANWHILE : DoorUse.LEFT_OPEN;
    }

    private void fallAsleep(Sleepable into, Verdict.ShutDown verdict, Door door) throws Exception {
        long beganNanos = nowNanos();
        Sleeper.State before = state;
        if (before == Sleeper.State.AWAKE) { // there was nothing to ask for
            asked.set(false);
        }
        state = Sleeper.State.FALLING_ASLEEP;
        boolean done = false;
        try {
            requireNotHeld(before);
            into.sleep(verdict, door);
            done = true;
        } finally {
            state = done ? Sleeper.State.ASLEEP : before;
        }
        pacing.fellAsleep(nowNanos());
        listener.onAsleep(verdict, Duration.ofNanos(nowNanos() - beganNanos));
    }

    /** Looks for a hold that came since the last look, when nobody could be told yet that it comes too late. */
    private void requireNotHeld(Sleeper.State before) throws StopCalledOffException {
        if (before == Sleeper.State.AWAKE && holds.isHeld(nowNanos())) {
            throw new StopCalledOffException("held by " + holds.description());
        }
    }

    /** Watches; but for the very first time, a monitor that throws ends nothing: that counts as unreadable. */
    private Optional<Verdict.ShutDown> watch(Supplier<IdleWatcher.Builder> settled, Runnable whenUnreadable)
            throws InterruptedException {
        try {
            Optional<Verdict.ShutDown> verdict = watch(settled.get());
            hasWatched = true;
            return verdict;
        } catch (IllegalStateException e) {
            throw e;
        } catch (RuntimeException e) {
            if (!hasWatched) {
                throw e;
            }
            LOG.log(Level.WARNING, "the monitor threw; that is no idle service", e);
            whenUnreadable.run();
            rest(BETWEEN_FAILURES.toNanos(), () -> false);
            return Optional.empty();
        }
    }

    private Optional<Verdict.ShutDown> watch(IdleWatcher.Builder builder) throws InterruptedException {
        lookAsked = false;
        IdleWatcher watcher = builder.hold(holds)
                .pause(settings.pause(), settings.suspendClock())
                .build();
        endWatching = watcher::close;
        lookNow = watcher::wake;
        boolean wanted = state != Sleeper.State.AWAKE && asked.get();
        if (closed || wanted) {
            watcher.close();
        }
        return watcher.run();
    }

    /** Waits, unless somebody asks for a wake, or closes this, or something else ends it. */
    private void rest(long nanos, BooleanSupplier ended) throws InterruptedException {
        long endNanos = nowNanos() + nanos;
        while (!closed && !asked.get() && !ended.getAsBoolean() && endNanos - nowNanos() > 0) {
            settings.pause().sleep(endNanos - nowNanos()); // a watcher's end leaves the pause woken
        }
    }

    /** The time from falling asleep until it is awake again, or stopped for good. */
    private final class Asleep {

        private final Verdict.ShutDown fellAsleep;

        /** From when on it is certain that nobody was connected. */
        private long idleSinceNanos;

        private Optional<Wake> due = Optional.empty();
        private Sleepable into = service;
        private boolean awake;
        private boolean told;

        Asleep(Verdict.ShutDown fellAsleep) {
            this.fellAsleep = fellAsleep;
            this.idleSinceNanos = nowNanos() - fellAsleep.idleFor().toNanos();
        }

        Optional<Verdict.ShutDown> pass() throws InterruptedException {
            while (!closed && !awake) {
                Optional<Verdict.ShutDown> stopped =
                        watch(this::asleep, () -> due = Optional.of(wake(Wake.Cause.UNREADABLE)));
                if (stopped.isPresent() && settings.deeper().isEmpty()) {
                    return stopped;
                }
                if (stopped.isPresent()) {
                    into = settings.deeper().get();
                }
                Optional<Wake> wake = asked.get() ? Optional.of(wake(Wake.Cause.ASKED)) : due;
                due = Optional.empty();
                if (!closed && wake.isPresent()) {
                    attempt(wake.get());
                }
            }
            return Optional.empty();
        }

        private IdleWatcher.Builder asleep() {
            Duration idleFor = Duration.ofNanos(nowNanos() - idleSinceNanos);
            boolean deepest = settings.deeper().filter(each -> each == into).isPresent();
            IdleShutdownPolicy policy = deepest ? IdleShutdownPolicy.idleAfter(NEVER) : settings.stopAfter();
            IdleWatcher.Builder builder = IdleWatcher.builder(settings.wokenBy(), policy, settings.stop());
            settings.whileAsleep().accept(builder);
            settings.deeper()
                    .ifPresent(deeper -> builder.action(
                            (verdict, door) -> sleepDeeper(deeper, verdict, door), doorUse(deeper), deeper.ownDoor()));
            return builder.listener(ALWAYS_LOOKING).alreadyIdle(idleFor).observer(this::heed);
        }

        /** What cannot sleep more deeply may be neither asleep nor awake any more: it is woken. */
        private void sleepDeeper(Sleepable deeper, Verdict.ShutDown verdict, Door door) throws Exception {
            boolean done = false;
            try {
                fallAsleep(deeper, verdict, door);
                done = true;
            } finally {
                if (!done) {
                    due = Optional.of(wake(Wake.Cause.UNREADABLE));
                    endWatching.run();
                }
            }
        }

        /** Whoever is seen, or may be there unseen, ends the watching. */
        private void heed(Verdict verdict) {
            if (!(verdict instanceof Verdict.KeepRunning keep)) {
                return;
            }
            switch (keep.why()) {
                case IN_USE, UNREADABLE, HELD -> idleSinceNanos = nowNanos();
                default -> told = false; // whoever waited has left
            }
            if (keep.why() == Verdict.Why.IN_USE) {
                due = Optional.of(wake(Wake.Cause.IN_USE));
            } else if (keep.why() == Verdict.Why.UNREADABLE && fellAsleep.cause() != Verdict.Cause.UNREADABLE) {
                due = Optional.of(wake(Wake.Cause.UNREADABLE));
            }
            if (due.isPresent()) {
                endWatching.run();
            }
        }

        private Wake wake(Wake.Cause cause) {
            try {
                return new Wake(
                        cause,
                        settings.wokenBy().connections().stream()
                                .min(Comparator.comparingLong(Connection::sinceNanos)));
            } catch (IllegalStateException e) {
                throw e;
            } catch (RuntimeException e) { // nobody can be named then
                return new Wake(cause, Optional.empty());
            }
        }

        private void attempt(Wake wake) throws InterruptedException {
            boolean wasAsked = wake.cause() == Wake.Cause.ASKED;
            Optional<WakePacing.PutOff> putOff = wasAsked ? Optional.empty() : pacing.putOff(nowNanos());
            if (putOff.isPresent()) {
                long nanos = putOff.get().untilNanos() - nowNanos();
                if (!told) {
                    told = true;
                    listener.onWakePutOff(wake, putOff.get().reason(), Duration.ofNanos(nanos));
                }
                rest(nanos, () -> lookAsked);
                idleSinceNanos = nowNanos(); // nobody looked meanwhile
                return;
            }
            asked.set(false);
            long beganNanos = nowNanos();
            pacing.began(beganNanos);
            state = Sleeper.State.WAKING;
            listener.onWaking(wake);
            try {
                into.wake(wake);
                awake = true;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                failed(wake, e);
            } catch (LinkageError | AssertionError e) { // of somebody else's code: no reason to sleep for ever
                failed(wake, new IllegalStateException("waking up threw " + e, e));
            } finally {
                state = awake ? Sleeper.State.AWAKE : Sleeper.State.ASLEEP;
            }
            if (awake) {
                asked.set(false);
                pacing.succeeded();
                listener.onAwake(wake, Duration.ofNanos(nowNanos() - beganNanos));
            }
        }

        private void failed(Wake wake, Exception failure) throws InterruptedException {
            state = Sleeper.State.ASLEEP;
            if (!closed) {
                Duration backOff = pacing.failed();
                Optional<Duration> longest = into.longestPause();
                if (longest.isPresent() && longest.get().compareTo(backOff) < 0) {
                    backOff = longest.get();
                }
                listener.onNotWoken(wake, failure, backOff);
                rest(backOff.toNanos(), () -> false);
                idleSinceNanos = nowNanos(); // nobody looked meanwhile
            }
        }
    }

    private long nowNanos() {
        return settings.clock().nanoTime();
    }

    Sleeper.State state() {
        return state;
    }

    void lookNow() {
        lookAsked = true;
        lookNow.run();
    }

    void wake() {
        Sleeper.State now = state;
        if (now != Sleeper.State.AWAKE) {
            asked.set(true);
            if (now != Sleeper.State.FALLING_ASLEEP) {
                endWatching.run();
                settings.pause().wake();
            }
        }
    }

    void close() {
        closed = true;
        endWatching.run();
        settings.pause().wake();
    }
}
