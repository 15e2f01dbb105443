package dev.lull.launcher.run;

import dev.lull.ActivityMonitor;
import dev.lull.Hold;
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
import java.util.stream.Stream;

/**
 * How one service is watched: who hears of its looks, and the sleeper of one that sleeps.
 *
 * @param settings what is asked for
 * @param monitor of the service
 * @param report tells what happens
 * @param hooks the lines around a stop
 * @param memory keeps what was found
 * @param holds what people have placed
 * @param standing what the options ask for
 * @param observers hear all that is found
 */
record ServiceWatch(
        RunSettings settings,
        ActivityMonitor monitor,
        RunReport report,
        StopHooks hooks,
        RunMemory memory,
        RunHolds holds,
        StandingHolds standing,
        Observers observers) {

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

    /** Returns all that keeps the service up though nobody is connected, in the order in which it is asked. */
    List<Hold> allHolds() {
        return List.of(holds, standing);
    }

    /** Returns who hears of the looks of a watcher whose verdict ends COMMAND, in this order. */
    List<WatchListener> listeners() {
        return Stream.concat(
                        Stream.of(eventsFirst(), standing, report, hooks, expiry(), memory),
                        observers.ofWatching().stream())
                .toList();
    }

    /** Settles a watcher whose verdict ends COMMAND. */
    private void watch(IdleWatcher.Builder watcher, LoopPulse pulse) {
        watcher.checkInterval(settings.checkInterval()).listener(pulse);
        listeners().forEach(watcher::listener);
        StopHooks.addTo(watcher, List.of(hooks));
    }

    /**
     * Makes what lets it sleep and wakes it.
     *
     * @param asleep how
     * @param pulse hears that the loop lives
     * @param stop ends it for good when {@code --freeze-after} is not all; empty if another loop does, which tells of looks
     *     then
     */
    Sleeper sleeper(Asleep asleep, LoopPulse pulse, Optional<ShutdownAction> stop) {
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
            builder.whileAwake(watcher -> watch(watcher, pulse)).whileAsleep(watcher -> {
                watcher.checkInterval(settings.checkInterval())
                        .listener(pulse)
                        .listener(expiry())
                        .listener(memory);
                observers.addTo(watcher);
            });
        } else {
            freezeFirst(builder, asleep, pulse, stop);
        }
        Sleeper sleeper = builder.build();
        allHolds().forEach(sleeper::hold);
        return sleeper;
    }

    private void freezeFirst(Sleeper.Builder builder, Asleep asleep, LoopPulse pulse, Optional<ShutdownAction> stop) {
        Duration idle = settings.policy().idleTimeout();
        Duration freezeAfter = settings.sleep().freezeAfter().orElseThrow();
        if (asleep.later().isEmpty() && stop.isEmpty()) {
            builder.whileAwake(watcher ->
                            watcher.checkInterval(settings.checkInterval()).listener(pulse))
                    .whileAsleep(watcher ->
                            watcher.checkInterval(settings.checkInterval()).listener(pulse));
            return;
        }
        builder.whileAwake(watcher -> {
                    watcher.checkInterval(settings.checkInterval())
                            .listener(eventsFirst())
                            .listener(standing)
                            .listener(countingOn(idle.minus(freezeAfter)))
                            .listener(pulse)
                            .listener(expiry());
                    observers.addTo(watcher);
                })
                .whileAsleep(watcher -> watch(watcher, pulse));
        if (asleep.later().isPresent()) {
            builder.thenSleepAs(
                    idle, pulse.during(new SleepUnlessHeld(asleep.later().get(), holds)));
        } else {
            builder.thenStop(idle, stop.orElseThrow());
        }
    }

    private IdleShutdownPolicy policyOf(Duration freezeAfter) {
        return settings.policy().toBuilder(freezeAfter).build();
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
}
