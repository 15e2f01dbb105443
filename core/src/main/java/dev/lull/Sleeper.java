package dev.lull;

import dev.lull.spi.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Puts a service to sleep when it is idle, and wakes it when somebody comes: an {@link IdleWatcher} watches while it is
 * awake, and another one while it is asleep. {@link #run()} is for one thread, once; all other methods are safe for use by
 * any thread.
 *
 * <p>What it cannot see, it takes for somebody: a service asleep of which nobody can tell whether somebody is connected is
 * woken, unless it was put to sleep for that very reason. A wake that fails is tried again while somebody waits, after one
 * second first and after a minute at most.
 *
 * <p>Lets a pool rest after five minutes without a connection:
 *
 * <pre>{@code
 * IdleShutdownPolicy policy = IdleShutdownPolicy.idleAfter(Duration.ofMinutes(5));
 * Sleepable rest = Sleepable.call(pool::shrink, pool::fill); // whoever connects waits for that
 * Sleeper sleeper = Sleeper.builder(monitor, policy, rest).build();
 * sleeper.run(); // returns when another thread calls sleeper.close()
 * }</pre>
 */
public final class Sleeper implements AutoCloseable {

    /** How the service is. */
    public enum State {
        /** It serves, and is watched. */
        AWAKE,
        /** It is being put to sleep. */
        FALLING_ASLEEP,
        /** It sleeps until somebody comes. */
        ASLEEP,
        /** It is being woken. */
        WAKING
    }

    private final SleepLoop loop;
    private final HeldByAny holds = new HeldByAny();
    private final AtomicBoolean started = new AtomicBoolean();

    private Sleeper(SleepSettings settings) {
        this.loop = new SleepLoop(settings, holds);
    }

    /**
     * Begins with no shortest uptime or sleep, as many wakes as it takes, and no listener.
     *
     * @param monitor sees who is connected, whether the service is awake or asleep; stays the caller's to close
     * @param policy when to fall asleep; its startup grace counts from {@link #run()}
     * @param service awake
     * @return a new builder
     * @throws NullPointerException if an argument is null
     */
    public static Builder builder(ActivityMonitor monitor, IdleShutdownPolicy policy, Sleepable service) {
        return new Builder(monitor, policy, service);
    }

    /**
     * Watches, puts to sleep and wakes until {@link #close()}, or until the service is stopped for good as
     * {@link Builder#thenStop} says.
     *
     * @return the verdict by which it was stopped for good; empty if this sleeper was closed
     * @throws InterruptedException if the thread is interrupted; the service is then as {@link #state} says
     * @throws IllegalStateException if it has run before, or the monitor is closed under it
     * @throws RuntimeException what the monitor throws at the first look; at a later one that counts as unreadable
     */
    public Optional<Verdict.ShutDown> run() throws InterruptedException {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("a sleeper runs once; make another one");
        }
        return loop.run();
    }

    /**
     * Tells how the service is.
     *
     * @return the state at this moment
     */
    public State state() {
        return loop.state();
    }

    /**
     * Adds a hold, and looks; it keeps the service from falling asleep. One that is asleep, or falling asleep, sleeps on:
     * {@link #wake} afterwards wakes it, and there is no moment between the two at which it could fall asleep.
     *
     * @param hold asked at each look from now on
     * @return takes it away again when closed
     * @throws NullPointerException if {@code hold} is null
     */
    public Subscription hold(Hold hold) {
        Subscription added = holds.add(hold);
        loop.lookNow();
        return () -> {
            added.close();
            loop.lookNow();
        };
    }

    /** Looks now instead of at the end of a pause: somebody may have come whom the monitor cannot tell of by itself. */
    public void lookNow() {
        loop.lookNow();
    }

    /** Wakes the service, however short its sleep was and however often it was woken; if it is awake, this does nothing. Does not wait for that. */
    public void wake() {
        loop.wake();
    }

    /**
     * Ends {@link #run()}, and leaves the service as it is then. Does not wait for that, nor end a {@link Sleepable}'s
     * call that is under way. Idempotent. The monitor stays open.
     */
    @Override
    public void close() {
        loop.close();
    }

    /** Collects a sleeper's settings. Not safe for use by several threads. */
    public static final class Builder {
        private final ActivityMonitor monitor;
        private final IdleShutdownPolicy policy;
        private final Sleepable service;
        private final List<SleepListener> listeners = new ArrayList<>();
        private Consumer<IdleWatcher.Builder> whileAwake = watcher -> {};
        private Consumer<IdleWatcher.Builder> whileAsleep = watcher -> {};
        private IdleShutdownPolicy stopAfter = IdleShutdownPolicy.idleAfter(SleepLoop.NEVER);
        private ShutdownAction stop = verdict -> {};
        private Optional<Sleepable> deeper = Optional.empty();
        private ActivityMonitor wokenBy;
        private Duration minUptime = Duration.ZERO;
        private Duration minSleep = Duration.ZERO;
        private int mostWakes = Integer.MAX_VALUE;
        private Duration wakesWindow = Duration.ofHours(1);
        private NanoClock clock = NanoClock.system();
        private NanoClock suspendClock = NanoClock.includingSuspend();
        private Pause pause = new SemaphorePause();

        private Builder(ActivityMonitor monitor, IdleShutdownPolicy policy, Sleepable service) {
            this.monitor = Objects.requireNonNull(monitor, "monitor");
            this.wokenBy = monitor;
            this.policy = Objects.requireNonNull(policy, "policy");
            this.service = Objects.requireNonNull(service, "service");
        }

        /**
         * Says how the service is watched while it is awake: its check interval, holds, listeners, warning and veto.
         *
         * @param settings called for each time that it is awake, with a builder of its own
         * @return this
         * @throws NullPointerException if {@code settings} is null
         */
        public Builder whileAwake(Consumer<IdleWatcher.Builder> settings) {
            this.whileAwake = Objects.requireNonNull(settings, "settings");
            return this;
        }

        /**
         * Says how the service is watched while it is asleep: at which pace it is looked at, where the monitor cannot
         * push, which is for how long somebody who comes may wait; and before a stop for good who is asked.
         *
         * @param settings called for each time that it is asleep, with a builder of its own
         * @return this
         * @throws NullPointerException if {@code settings} is null
         */
        public Builder whileAsleep(Consumer<IdleWatcher.Builder> settings) {
            this.whileAsleep = Objects.requireNonNull(settings, "settings");
            return this;
        }

        /**
         * Sets who wakes it: whoever this monitor sees. By default the monitor that it is watched by while awake; one that
         * ignores fewer peers lets those wake it, too, who do not keep it up.
         *
         * @param monitor watches the same service; stays the caller's to close
         * @return this
         * @throws NullPointerException if {@code monitor} is null
         */
        public Builder wokenBy(ActivityMonitor monitor) {
            this.wokenBy = Objects.requireNonNull(monitor, "monitor");
            return this;
        }

        /**
         * Stops the service for good once it has slept long enough. By default it sleeps until somebody comes.
         *
         * @param idleTimeout for how long nobody must have been connected, the time before it fell asleep included;
         *     longer than the policy's
         * @param action what to do then
         * @return this
         * @throws NullPointerException if an argument is null
         * @throws IllegalArgumentException if {@code idleTimeout} is out of range
         */
        public Builder thenStop(Duration idleTimeout, ShutdownAction action) {
            this.stopAfter = later(idleTimeout);
            this.stop = Objects.requireNonNull(action, "action");
            this.deeper = Optional.empty();
            return this;
        }

        /**
         * Lets the service sleep more deeply once it has slept long enough, such as stop what was frozen. By default it
         * sleeps as it does until somebody comes.
         *
         * @param idleTimeout for how long nobody must have been connected, the time before it fell asleep included;
         *     longer than the policy's
         * @param service the same service: called when it is asleep already, and to wake it from there
         * @return this
         * @throws NullPointerException if an argument is null
         * @throws IllegalArgumentException if {@code idleTimeout} is out of range
         */
        public Builder thenSleepAs(Duration idleTimeout, Sleepable service) {
            this.stopAfter = later(idleTimeout);
            this.deeper = Optional.of(service);
            return this;
        }

        private IdleShutdownPolicy later(Duration idleTimeout) {
            Durations.requirePositive(idleTimeout, "idleTimeout");
            if (idleTimeout.compareTo(policy.idleTimeout()) <= 0) {
                throw new IllegalArgumentException("idleTimeout: " + idleTimeout
                        + ", expected longer than what it falls asleep after, " + policy.idleTimeout());
            }
            return policy.toBuilder(idleTimeout).startupGrace(Duration.ZERO).build();
        }

        /**
         * Adds somebody who hears when it falls asleep and wakes up. By default nobody does.
         *
         * @param listener called on the sleeper's thread; what it throws is logged and changes nothing
         * @return this
         * @throws NullPointerException if {@code listener} is null
         */
        public Builder listener(SleepListener listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /**
         * Sets how soon after it was woken, or begun, it does not fall asleep again. By default zero.
         *
         * @param minUptime zero or more
         * @return this
         * @throws NullPointerException if {@code minUptime} is null
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder minUptime(Duration minUptime) {
            this.minUptime = Durations.requireNotNegative(minUptime, "minUptime");
            return this;
        }

        /**
         * Sets how soon after it fell asleep it is not woken again, whoever waits. By default zero.
         *
         * @param minSleep zero or more
         * @return this
         * @throws NullPointerException if {@code minSleep} is null
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder minSleep(Duration minSleep) {
            this.minSleep = Durations.requireNotNegative(minSleep, "minSleep");
            return this;
        }

        /**
         * Sets how often it is woken at most, tries that fail included. By default as often as it takes.
         *
         * @param wakes how often; above zero
         * @param window in how long; above zero
         * @return this
         * @throws NullPointerException if {@code window} is null
         * @throws IllegalArgumentException if an argument is out of range
         */
        public Builder mostWakes(int wakes, Duration window) {
            if (wakes < 1) {
                throw new IllegalArgumentException("wakes: " + wakes + ", expected 1 or more");
            }
            this.mostWakes = wakes;
            this.wakesWindow = Durations.requirePositive(window, "window");
            return this;
        }

        Builder pause(Pause with, NanoClock time, NanoClock timeIncludingSuspend) {
            this.pause = with;
            this.clock = time;
            this.suspendClock = timeIncludingSuspend;
            return this;
        }

        /**
         * Makes the sleeper.
         *
         * @return the sleeper, not running yet
         */
        public Sleeper build() {
            return new Sleeper(new SleepSettings(
                    monitor,
                    wokenBy,
                    policy,
                    service,
                    whileAwake,
                    whileAsleep,
                    stopAfter,
                    stop,
                    deeper,
                    new GuardedSleepListener(listeners),
                    minUptime,
                    minSleep,
                    mostWakes,
                    wakesWindow,
                    clock,
                    suspendClock,
                    pause));
        }
    }
}
