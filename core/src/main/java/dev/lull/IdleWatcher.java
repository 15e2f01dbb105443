package dev.lull;

import dev.lull.spi.Durations;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The only loop: looks, asks the policy, sleeps until the verdict could change, and acts once two looks in a row say to
 * stop and the monitor's {@link Witness} agrees. If the two differ, or the witness cannot look, nothing is stopped:
 * both answers are logged, the listener is told by a {@link Reading.Unreadable} with both of them, and idle time begins
 * again. {@link #run()} is for one thread, once; all other methods are safe for use by any thread.
 *
 * <p>With {@link Capability#EVENTS} it takes no look while connections are open, and is woken when the last one closes.
 * Idle time begins again when it was not certain: after a failed look, after a hold, and after the machine slept (a
 * sleep much longer than asked). Listeners and holds that throw are reported and stop nothing.
 *
 * <p>Closes a server once nobody has been connected for five minutes:
 *
 * <pre>{@code
 * IdleShutdownPolicy policy = IdleShutdownPolicy.builder(Duration.ofMinutes(5))
 *         .startupGrace(Duration.ofMinutes(1))
 *         .build();
 * IdleWatcher watcher = IdleWatcher.builder(monitor, policy, verdict -> server.close())
 *         .checkInterval(Duration.ofSeconds(2))
 *         .build();
 * watcher.run(); // returns once the server is closed, or when another thread calls watcher.close()
 * }</pre>
 */
public final class IdleWatcher implements AutoCloseable {

    private static final Logger LOG = System.getLogger(IdleWatcher.class.getName());

    private static final Duration LONGEST_DEFAULT_CHECK_INTERVAL = Duration.ofSeconds(5);
    private static final int LOOKS_PER_IDLE_TIMEOUT = 5;

    /** By how much a sleep may be longer than asked on a busy machine before it means that the machine slept. */
    static final Duration OVERSLEPT = Duration.ofSeconds(5);

    /** With events a look is not needed while somebody is connected; one now and then costs nothing and finds bugs. */
    static final Duration LOOK_WHILE_IN_USE = Duration.ofMinutes(15);

    private final ActivityMonitor monitor;
    private final IdleShutdownPolicy policy;
    private final ShutdownAction action;
    private final Optional<ShutdownAction> preparation;
    private final long checkIntervalNanos;
    private final boolean pushes;
    private final boolean repeats;
    private final Optional<WatchListener> listener;
    private final NanoClock suspendClock;
    private final Pause pause;
    private final CopyOnWriteArrayList<Hold> holds = new CopyOnWriteArrayList<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile boolean closed;

    private WatchHistory history = new WatchHistory(0);
    private boolean failureReported;

    private IdleWatcher(Builder builder) {
        this.monitor = builder.monitor;
        this.policy = builder.policy;
        this.action = builder.action;
        this.preparation = builder.preparation;
        this.checkIntervalNanos = builder.checkInterval.toNanos();
        this.pushes = monitor.capabilities().contains(Capability.EVENTS);
        this.repeats = builder.repeats;
        this.listener = builder.listener.map(GuardedWatchListener::new);
        this.suspendClock = builder.suspendClock;
        this.pause = builder.pause;
        builder.holds.forEach(hold -> holds.add(new GuardedHold(hold)));
    }

    /**
     * Makes a watcher that looks at the {@linkplain #defaultCheckInterval default pace} where the monitor cannot push.
     *
     * @param monitor the monitor; stays the caller's to close
     * @param policy when to stop
     * @param action what to do then
     * @return the watcher, not running yet
     * @throws NullPointerException if an argument is null
     */
    public static IdleWatcher of(ActivityMonitor monitor, IdleShutdownPolicy policy, ShutdownAction action) {
        return builder(monitor, policy, action).build();
    }

    /**
     * Begins with the {@linkplain #defaultCheckInterval default check interval}, no holds and no listener.
     *
     * @param monitor the monitor; stays the caller's to close
     * @param policy when to stop
     * @param action what to do then
     * @return a new builder
     * @throws NullPointerException if an argument is null
     */
    public static Builder builder(ActivityMonitor monitor, IdleShutdownPolicy policy, ShutdownAction action) {
        return new Builder(monitor, policy, action);
    }

    /**
     * Returns the pace of looks that is used when nobody says otherwise: five seconds, or a fifth of the idle timeout
     * where that is less, so that a poller stops late by at most a fifth.
     *
     * @param idleTimeout above zero
     * @return at most five seconds, above zero
     */
    public static Duration defaultCheckInterval(Duration idleTimeout) {
        Duration part = idleTimeout.dividedBy(LOOKS_PER_IDLE_TIMEOUT);
        boolean usable = !part.isZero() && part.compareTo(LONGEST_DEFAULT_CHECK_INTERVAL) < 0;
        return usable ? part : LONGEST_DEFAULT_CHECK_INTERVAL;
    }

    /**
     * Watches until the action has been done, or until {@link #close()}.
     *
     * @return the verdict that was acted upon, or empty if this watcher was closed
     * @throws InterruptedException if the thread is interrupted; nothing was stopped then, unless the action was under
     *     way
     * @throws IllegalStateException if it has run before, or the monitor is closed under it
     * @throws RuntimeException what the monitor throws at the first look; at a later one that counts as unreadable
     */
    public Optional<Verdict.ShutDown> run() throws InterruptedException {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("a watcher runs once; make another one");
        }
        Subscription subscription = pushes ? monitor.subscribeToUse(pause::wake) : () -> {};
        try (subscription) {
            return loop();
        } catch (RuntimeException | Error e) {
            if (!closed) {
                LOG.log(Level.ERROR, "the watching ends; nothing will be stopped any more", e);
            }
            throw e;
        }
    }

    private Optional<Verdict.ShutDown> loop() throws InterruptedException {
        history = new WatchHistory(monitor.read().takenAtNanos());
        while (!closed) {
            Verdict verdict = judge(read());
            if (verdict instanceof Verdict.ShutDown && !closed) {
                Optional<Verdict.ShutDown> done = confirmAndAct();
                if (done.isPresent() && !repeats) {
                    return done;
                }
                verdict = null;
            }
            if (!closed) {
                sleep(verdict);
            }
        }
        return Optional.empty();
    }

    private Verdict judge(Reading reading) {
        Verdict verdict = policy.evaluate(history.upTo(reading), reading, holds);
        if (verdict instanceof Verdict.KeepRunning keep
                && (keep.why() == Verdict.Why.HELD || keep.why() == Verdict.Why.UNREADABLE)) {
            history.beUncertain();
        }
        listener.ifPresent(hears -> hears.onLook(reading, verdict));
        return verdict;
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

    /**
     * Shuts the door where there is one, and acts only if a second look and the witness say to stop as well. A preparation
     * may take long: it runs before, once both have said so, and whoever comes meanwhile is let in.
     */
    private Optional<Verdict.ShutDown> confirmAndAct() throws InterruptedException {
        if (preparation.isPresent()) {
            Optional<Verdict.ShutDown> confirmed = confirm();
            if (confirmed.isEmpty() || !call(preparation.get(), "the preparation of the stop", confirmed.get())) {
                return Optional.empty();
            }
        }
        Optional<Door> door = monitor.door();
        boolean stopped = false;
        door.ifPresent(each -> each.shut(Duration.ofSeconds(5)));
        try {
            Optional<Verdict.ShutDown> confirmed = confirm();
            if (confirmed.isEmpty() || !door.map(Door::keepShut).orElse(true) || !act(confirmed.get())) {
                return Optional.empty();
            }
            stopped = !repeats;
            history.beginAgain();
            return confirmed;
        } finally {
            if (!stopped) {
                door.ifPresent(Door::open);
            }
        }
    }

    /** Looks, and asks the witness: the verdict to stop if both agree with it. */
    private Optional<Verdict.ShutDown> confirm() {
        Reading reading = read();
        if (!(judge(reading) instanceof Verdict.ShutDown stop) || closed) {
            return Optional.empty();
        }
        Optional<String> objection = WitnessCheck.objection(monitor, reading, stop.cause());
        if (objection.isEmpty()) {
            return Optional.of(stop);
        }
        LOG.log(Level.WARNING, "nothing is stopped: " + objection.get());
        history.beginAgain();
        judge(new Reading.Unreadable(reading.takenAtNanos(), objection.get()));
        return Optional.empty();
    }

    private boolean act(Verdict.ShutDown confirmed) throws InterruptedException {
        listener.ifPresent(hears -> hears.onShutDown(confirmed));
        return call(action, "the shutdown action", confirmed);
    }

    private boolean call(ShutdownAction called, String name, Verdict.ShutDown confirmed) throws InterruptedException {
        try {
            called.shutDown(confirmed);
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.log(Level.ERROR, name + " failed; watching goes on", e);
            listener.ifPresent(hears -> hears.onActionFailed(e));
            return false;
        }
    }

    /** Sleeps until the verdict could change; one that is not known here is asked for again after a check interval. */
    private void sleep(@Nullable Verdict verdict) throws InterruptedException {
        long nanos = verdict instanceof Verdict.KeepRunning keep ? sleepNanos(keep) : checkIntervalNanos;
        long before = suspendClock.nanoTime();
        pause.sleep(nanos);
        long slept = suspendClock.nanoTime() - before;
        history.slept(Math.min(slept, nanos));
        if (slept - nanos > OVERSLEPT.toNanos()) {
            LOG.log(Level.INFO, "the machine slept; idle time begins again");
            history.beginAgain();
        }
    }

    private long sleepNanos(Verdict.KeepRunning keep) {
        long unchanged = keep.recheckAfter().toNanos();
        if (!pushes) {
            return Math.min(unchanged, checkIntervalNanos);
        }
        return switch (keep.why()) {
            case IN_USE -> (isWokenByItsEnd() ? LOOK_WHILE_IN_USE.toNanos() : checkIntervalNanos);
            case UNREADABLE, HELD -> Math.min(unchanged, checkIntervalNanos);
            case STARTUP_GRACE, NOT_IDLE_LONG_ENOUGH ->
                listener.isPresent() ? Math.min(unchanged, checkIntervalNanos) : unchanged;
        };
    }

    /** A connection that is counted but that nobody can name may have no event of its end either. */
    private boolean isWokenByItsEnd() {
        return !monitor.capabilities().contains(Capability.PER_CONNECTION)
                || !monitor.connections().isEmpty();
    }

    /**
     * Adds a hold.
     *
     * @param hold asked at each look from now on
     * @return takes it away again when closed
     * @throws NullPointerException if {@code hold} is null
     */
    public Subscription hold(Hold hold) {
        Hold guarded = new GuardedHold(hold);
        holds.add(guarded);
        return () -> {
            holds.removeIf(each -> each == guarded);
            wake();
        };
    }

    /** Looks now instead of at the end of the sleep. */
    public void wake() {
        pause.wake();
    }

    /** Ends {@link #run()} without acting. Idempotent. The monitor stays open. */
    @Override
    public void close() {
        closed = true;
        pause.wake();
    }

    /** Collects a watcher's settings. Not safe for use by several threads. */
    public static final class Builder {
        private final ActivityMonitor monitor;
        private final IdleShutdownPolicy policy;
        private final ShutdownAction action;
        private final List<Hold> holds = new ArrayList<>();
        private Duration checkInterval;
        private boolean repeats;
        private Optional<WatchListener> listener = Optional.empty();
        private Optional<ShutdownAction> preparation = Optional.empty();
        private NanoClock suspendClock = NanoClock.includingSuspend();
        private Pause pause = new SemaphorePause();

        private Builder(ActivityMonitor monitor, IdleShutdownPolicy policy, ShutdownAction action) {
            this.monitor = Objects.requireNonNull(monitor, "monitor");
            this.policy = Objects.requireNonNull(policy, "policy");
            this.action = Objects.requireNonNull(action, "action");
            this.checkInterval = defaultCheckInterval(policy.idleTimeout());
        }

        /**
         * Sets the pace of looks where the monitor cannot push, and of reports to the listener while nobody is
         * connected. By default as {@link IdleWatcher#defaultCheckInterval} says.
         *
         * @param checkInterval above zero
         * @return this
         * @throws NullPointerException if {@code checkInterval} is null
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder checkInterval(Duration checkInterval) {
            this.checkInterval = Durations.requirePositive(checkInterval, "checkInterval");
            return this;
        }

        /**
         * Adds a hold; see {@link IdleWatcher#hold} for one that comes later.
         *
         * @param hold asked at each look
         * @return this
         * @throws NullPointerException if {@code hold} is null
         */
        public Builder hold(Hold hold) {
            holds.add(Objects.requireNonNull(hold, "hold"));
            return this;
        }

        /**
         * Sets who hears of looks and of the stop. By default nobody.
         *
         * @param listener called on the watching thread; what it throws is logged and changes nothing
         * @return this
         * @throws NullPointerException if {@code listener} is null
         */
        public Builder listener(WatchListener listener) {
            this.listener = Optional.of(listener);
            return this;
        }

        /**
         * Prepares a stop: what takes long and may still be called off, such as a backup or a call of some API. It runs
         * once two looks and the witness say to stop; whoever comes meanwhile is let in. Afterwards the door is shut where
         * the monitor has one, a further look is taken and the witness is asked again, and only if both still agree does
         * the action follow; else the door opens and the watching goes on. One that throws is reported like an action that does, and
         * nothing is stopped. By default there is none.
         *
         * @param preparation called on the watching thread
         * @return this
         * @throws NullPointerException if {@code preparation} is null
         */
        public Builder preparation(ShutdownAction preparation) {
            this.preparation = Optional.of(preparation);
            return this;
        }

        /**
         * Goes on watching after the action, with the idle time begun again: for an action that does not end what is
         * watched, such as a dry run. By default the first action that succeeds ends the watching.
         *
         * @return this
         */
        public Builder repeating() {
            this.repeats = true;
            return this;
        }

        Builder pause(Pause pause, NanoClock suspendClock) {
            this.pause = pause;
            this.suspendClock = suspendClock;
            return this;
        }

        /**
         * Makes the watcher.
         *
         * @return the watcher, not running yet
         */
        public IdleWatcher build() {
            return new IdleWatcher(this);
        }
    }
}
