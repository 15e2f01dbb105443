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
import java.util.function.Consumer;

/**
 * Watches a service until it is idle, and stops it then: looks, asks the policy, and sleeps until the verdict could
 * change. {@link #run()} is for one thread, once; all other methods are safe for use by any thread.
 *
 * <p>It acts only once two looks in a row say to stop, the last one behind the shut {@link Door} where the monitor has
 * one and the action ends something, and the monitor's {@link Witness} agrees. If the witness disagrees, or cannot look, nothing is stopped: both
 * answers are logged, the listener is told by a {@link Reading.Unreadable} with both of them, and idle time begins again.
 * If the door cannot be shut in time, the stop is called off and tried again later.
 *
 * <p>With {@link Capability#EVENTS} it takes next to no looks while connections are open, and is woken when the last one closes.
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

    /** For how long the {@link Door} may be shut before a stop is decided, where nobody says otherwise: five seconds. */
    public static final Duration DEFAULT_DOOR_TIMEOUT = Duration.ofSeconds(5);

    /** The longest that {@link Builder#doorTimeout} takes: a day. */
    public static final Duration LONGEST_DOOR_TIMEOUT = Duration.ofDays(1);

    private final WatchSettings settings;
    private final NanoClock suspendClock;
    private final Pause pause;
    private final CopyOnWriteArrayList<Hold> holds = new CopyOnWriteArrayList<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile boolean closed;
    private volatile Runnable callOffShutting = () -> {};

    private IdleWatcher(Builder builder) {
        builder.holds.forEach(hold -> holds.add(new GuardedHold(hold)));
        this.settings = builder.settings(holds);
        this.suspendClock = builder.suspendClock;
        this.pause = builder.pause;
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
        boolean pushes = settings.monitor().capabilities().contains(Capability.EVENTS);
        Subscription subscription = pushes ? settings.monitor().subscribeToUse(pause::wake) : () -> {};
        try (subscription) {
            WatchLoop loop = new WatchLoop(settings, pause, suspendClock, () -> closed);
            callOffShutting = loop::callOffShutting;
            return loop.run();
        } catch (RuntimeException | Error e) {
            if (!closed) {
                LOG.log(Level.ERROR, "the watching ends; nothing will be stopped any more", e);
            }
            throw e;
        }
    }

    /**
     * Adds a hold, and looks: a stop that was warned of is called off at once.
     *
     * @param hold asked at each look from now on
     * @return takes it away again when closed
     * @throws NullPointerException if {@code hold} is null
     */
    public Subscription hold(Hold hold) {
        Hold guarded = new GuardedHold(hold);
        holds.add(guarded);
        wake();
        return () -> {
            holds.removeIf(each -> each == guarded);
            wake();
        };
    }

    /** Looks now instead of at the end of the sleep. */
    public void wake() {
        pause.wake();
    }

    /**
     * Ends {@link #run()} without acting, unless the action is under way. Does not wait for that. Idempotent. The monitor
     * stays open.
     */
    @Override
    public void close() {
        closed = true;
        callOffShutting.run();
        pause.wake();
    }

    /** Collects a watcher's settings. Not safe for use by several threads. */
    public static final class Builder {
        private final ActivityMonitor monitor;
        private final IdleShutdownPolicy policy;
        private StopAction action;
        private DoorUse doorUse = DoorUse.SHUT;
        private Optional<Door> ownDoor = Optional.empty();
        private Duration alreadyIdle = Duration.ZERO;
        private Consumer<Verdict> observer = verdict -> {};
        private final List<Hold> holds = new ArrayList<>();
        private Duration checkInterval;
        private boolean repeats;
        private final List<WatchListener> listeners = new ArrayList<>();
        private Optional<Veto> veto = Optional.empty();
        private Optional<ShutdownAction> preparation = Optional.empty();
        private Duration doorTimeout = DEFAULT_DOOR_TIMEOUT;
        private Duration warnBefore = Duration.ZERO;
        private NanoClock suspendClock = NanoClock.includingSuspend();
        private Pause pause = new SemaphorePause();

        private Builder(ActivityMonitor monitor, IdleShutdownPolicy policy, ShutdownAction action) {
            this.monitor = Objects.requireNonNull(monitor, "monitor");
            this.policy = Objects.requireNonNull(policy, "policy");
            Objects.requireNonNull(action, "action");
            this.action = (verdict, door) -> action.shutDown(verdict);
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
         * Adds somebody who hears of looks and of the stop. By default nobody does.
         *
         * @param listener called on the watching thread; what it throws is logged and changes nothing
         * @return this
         * @throws NullPointerException if {@code listener} is null
         */
        public Builder listener(WatchListener listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /**
         * Warns before a stop: {@link WatchListener#onWarning} is called so long before, and the stop comes no sooner
         * after that. Within the idle timeout, not on top of it. By default there is no warning.
         *
         * @param warnBefore above zero and below the idle timeout
         * @return this
         * @throws NullPointerException if {@code warnBefore} is null
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder warnBefore(Duration warnBefore) {
            Durations.requirePositive(warnBefore, "warnBefore");
            if (warnBefore.compareTo(policy.idleTimeout()) >= 0) {
                throw new IllegalArgumentException(
                        "warnBefore: " + warnBefore + ", expected below the idle timeout, " + policy.idleTimeout());
            }
            this.warnBefore = warnBefore;
            return this;
        }

        /**
         * Sets who has the last word on a stop. It is asked before the {@linkplain #preparation preparation}, with the
         * door open, and further looks follow. By default nobody.
         *
         * @param veto asked on the watching thread
         * @return this
         * @throws NullPointerException if {@code veto} is null
         */
        public Builder veto(Veto veto) {
            this.veto = Optional.of(veto);
            return this;
        }

        /**
         * Sets for how long the {@link Door} may be shut before a stop is decided; if that is not enough, the stop is
         * called off. By default five seconds.
         *
         * @param doorTimeout above zero, at most a day
         * @return this
         * @throws NullPointerException if {@code doorTimeout} is null
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder doorTimeout(Duration doorTimeout) {
            Durations.requirePositive(doorTimeout, "doorTimeout");
            if (doorTimeout.compareTo(LONGEST_DOOR_TIMEOUT) > 0) {
                throw new IllegalArgumentException("doorTimeout: " + doorTimeout + ", expected at most a day");
            }
            this.doorTimeout = doorTimeout;
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
         * watched, such as a dry run. The door stays open, since nobody is cut off. By default the first action that succeeds ends the watching.
         *
         * @return this
         */
        public Builder repeating() {
            this.repeats = true;
            this.doorUse = DoorUse.LEFT_OPEN;
            return this;
        }

        private WatchSettings settings(List<Hold> allHolds) {
            return new WatchSettings(
                    monitor,
                    policy,
                    action,
                    doorUse,
                    ownDoor,
                    veto,
                    preparation,
                    allHolds,
                    new GuardedWatchListener(listeners),
                    listeners.stream().anyMatch(WatchListener::wantsRegularLooks),
                    checkInterval,
                    doorTimeout,
                    warnBefore,
                    repeats,
                    alreadyIdle,
                    observer);
        }

        /**
         * Does this instead, and uses the door like that.
         *
         * @param door used in place of the monitor's; empty for that one
         */
        Builder action(StopAction instead, DoorUse use, Optional<Door> door) {
            this.action = instead;
            this.doorUse = use;
            this.ownDoor = door;
            this.repeats = false;
            return this;
        }

        /** Counts what was seen before. */
        Builder alreadyIdle(Duration since) {
            this.alreadyIdle = since;
            return this;
        }

        /** Tells each verdict before anything is made of it. */
        Builder observer(Consumer<Verdict> hearing) {
            this.observer = hearing;
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
