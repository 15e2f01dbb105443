package dev.lull.launcher.run;

import dev.lull.ActivityMonitor;
import dev.lull.IdleShutdownPolicy;
import dev.lull.IdleWatcher;
import dev.lull.Reading;
import dev.lull.ShutdownAction;
import dev.lull.SleepListener;
import dev.lull.Sleepable;
import dev.lull.Sleeper;
import dev.lull.Verdict;
import dev.lull.WatchListener;
import dev.lull.launcher.report.RunReport;
import dev.lull.launcher.report.event.ReleasedEvent;
import dev.lull.launcher.systemd.LoopPulse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The loop of a run: a watcher that stops once, or a sleeper that lets COMMAND sleep and wakes it. {@link #run} is for one
 * thread, once; {@link #close} for any.
 */
final class RunLoop {

    /** Either of the two. */
    private interface Loop {
        Optional<Verdict.ShutDown> run() throws InterruptedException;
    }

    private final RunSettings settings;
    private final ActivityMonitor monitor;
    private final RunReport report;
    private final StopHooks hooks;
    private final LoopPulse pulse;
    private final Observers observers;
    private final RunMemory memory;
    private final RunHolds holds;
    private final StandingHolds standing;
    private final Loop loop;
    private final Runnable close;
    private final Runnable lookNow;
    private final Runnable wake;
    private final Supplier<Sleeper.State> state;

    /**
     * Makes the loop that settings ask for.
     *
     * @param stop ends the run
     * @param asleep how COMMAND sleeps; empty if it does not
     * @param pulse hears that the loop lives
     * @param observers hear all that it does
     * @param memory keeps what was found
     * @param holds what people have placed
     * @param standing what the options ask for
     */
    RunLoop(
            RunSettings settings,
            ActivityMonitor monitor,
            RunReport report,
            StopHooks hooks,
            ShutdownAction stop,
            Optional<Asleep> asleep,
            LoopPulse pulse,
            Observers observers,
            RunMemory memory,
            RunHolds holds,
            StandingHolds standing) {
        this.settings = settings;
        this.monitor = monitor;
        this.report = report;
        this.hooks = hooks;
        this.pulse = pulse;
        this.observers = observers;
        this.memory = memory;
        this.holds = holds;
        this.standing = standing;
        if (asleep.isPresent()) {
            Sleeper sleeper = sleeper(asleep.get(), stop);
            List.of(holds, standing).forEach(sleeper::hold);
            this.loop = sleeper::run;
            this.close = sleeper::close;
            this.lookNow = sleeper::lookNow;
            this.wake = sleeper::wake;
            this.state = sleeper::state;
        } else {
            IdleWatcher.Builder builder = IdleWatcher.builder(monitor, settings.policy(), stop);
            watch(builder.hold(holds).hold(standing));
            IdleWatcher watcher = builder.build();
            this.loop = watcher::run;
            this.close = watcher::close;
            this.lookNow = watcher::wake;
            this.wake = () -> {};
            this.state = () -> Sleeper.State.AWAKE;
        }
    }

    /**
     * How COMMAND sleeps.
     *
     * @param first when it is idle
     * @param later after {@code --freeze-after}, when it is idle for {@code --idle}; empty if it sleeps as before, or is
     *     stopped for good
     * @param wokenBy sees whoever is to wake it
     * @param listener hears of it
     */
    record Asleep(Sleepable first, Optional<Sleepable> later, ActivityMonitor wokenBy, SleepListener listener) {}

    private Sleeper sleeper(Asleep asleep, ShutdownAction stop) {
        Optional<Duration> freezeAfter = settings.sleep().freezeAfter();
        Sleeper.Builder builder = Sleeper.builder(
                        monitor,
                        freezeAfter.map(this::policyOf).orElse(settings.policy()),
                        pulse.during(new SleepUnlessHeld(asleep.first(), holds)))
                .minUptime(settings.sleep().minUptime())
                .minSleep(settings.sleep().minSleep())
                .wokenBy(asleep.wokenBy())
                .listener(asleep.listener())
                .listener(pulse)
                .listener(memory);
        observers.addTo(builder);
        settings.sleep().maxStarts().ifPresent(limit -> builder.mostWakes(limit.starts(), limit.window()));
        if (freezeAfter.isEmpty()) {
            return builder.whileAwake(this::watch)
                    .whileAsleep(watcher -> {
                        watcher.checkInterval(settings.checkInterval())
                                .listener(pulse)
                                .listener(expiry())
                                .listener(memory);
                        observers.addTo(watcher);
                    })
                    .build();
        }
        builder.whileAwake(watcher -> {
                    watcher.checkInterval(settings.checkInterval())
                            .listener(eventsFirst())
                            .listener(standing)
                            .listener(countingOn(settings.policy().idleTimeout().minus(freezeAfter.get())))
                            .listener(pulse)
                            .listener(expiry());
                    observers.addTo(watcher);
                })
                .whileAsleep(this::watch);
        Duration idle = settings.policy().idleTimeout();
        return asleep.later()
                .map(later -> builder.thenSleepAs(idle, pulse.during(new SleepUnlessHeld(later, holds))))
                .orElseGet(() -> builder.thenStop(idle, stop))
                .build();
    }

    private IdleShutdownPolicy policyOf(Duration freezeAfter) {
        return settings.policy().toBuilder(freezeAfter).build();
    }

    /** Settles a watcher whose verdict ends COMMAND. */
    private void watch(IdleWatcher.Builder watcher) {
        watcher.checkInterval(settings.checkInterval())
                .listener(eventsFirst())
                .listener(standing)
                .listener(report)
                .listener(hooks)
                .listener(pulse)
                .listener(expiry())
                .listener(memory);
        observers.addTo(watcher);
        hooks.addTo(watcher);
    }

    /**
     * Lets a look be told after the events that led to it, which come on a thread of their own: first who left, then idle.
     * A subscription ends when what was told before is heard.
     */
    private WatchListener eventsFirst() {
        return new WatchListener() {
            @Override
            public void onLook(Reading reading, Verdict verdict) {
                monitor.subscribe(event -> {}).close();
            }
        };
    }

    /** Tells which holds have ended by themselves. */
    private WatchListener expiry() {
        return new WatchListener() {
            @Override
            public void onLook(Reading reading, Verdict verdict) {
                holds.expire().forEach(lease -> report.tell(new ReleasedEvent(monitor.strategy(), lease.id(), true)));
            }
        };
    }

    /** Reports looks of the time before COMMAND is frozen: it is stopped so much later. */
    private WatchListener countingOn(Duration untilStop) {
        return new WatchListener() {
            @Override
            public void onLook(Reading reading, Verdict verdict) {
                Verdict told =
                        verdict instanceof Verdict.KeepRunning keep && keep.why() == Verdict.Why.NOT_IDLE_LONG_ENOUGH
                                ? new Verdict.KeepRunning(
                                        keep.why(),
                                        0,
                                        "",
                                        keep.idleFor(),
                                        keep.recheckAfter().plus(untilStop))
                                : verdict;
                report.onLook(reading, told);
                memory.onLook(reading, told);
            }
        };
    }

    /** Returns once it has stopped for good, or is closed. */
    void run() throws InterruptedException {
        Optional<Verdict.ShutDown> ignored = loop.run();
    }

    /** Looks now instead of at the end of a pause. */
    void lookNow() {
        lookNow.run();
    }

    /** Wakes COMMAND, if it sleeps. */
    void wake() {
        wake.run();
    }

    /** Returns how COMMAND is: awake, if it does not sleep at all. */
    Sleeper.State state() {
        return state.get();
    }

    void close() {
        close.run();
    }
}
