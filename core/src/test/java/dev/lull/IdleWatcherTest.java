package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.Verdict.KeepRunning;
import dev.lull.Verdict.ShutDown;
import dev.lull.Verdict.Why;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nights of activity, each played on a clock of its own. The idle timeout is ten minutes, a look every five seconds. */
final class IdleWatcherTest {

    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);

    private final Night night = new Night();
    private final FakeMonitor monitor = new FakeMonitor(night.clock);
    private final List<String> story = new ArrayList<>();

    /** Ends a night in which nothing must be stopped. */
    private static final Duration MORNING = Duration.ofHours(8);

    private IdleWatcher.Builder builder(ShutdownAction action) {
        return IdleWatcher.builder(monitor, IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT), action)
                .pause(night, night.clockIncludingSuspend);
    }

    private IdleWatcher watcher() {
        return builder(verdict -> stopped()).build();
    }

    private void stopped() {
        story.add("stopped after " + night.elapsed().toMinutes() + " min "
                + night.elapsed().toSecondsPart() + " s");
    }

    private Optional<ShutDown> runUntilMorning(IdleWatcher watcher) throws InterruptedException {
        night.at(MORNING, watcher::close);
        return watcher.run();
    }

    @Test
    void stopsOnceNobodyHasBeenConnectedForTheIdleTimeout() throws InterruptedException {
        Optional<ShutDown> verdict = watcher().run();
        assertThat(story).containsExactly("stopped after 10 min 0 s");
        assertThat(verdict).contains(new ShutDown(IDLE_TIMEOUT));
    }

    @Test
    void staysUpAllNightWhileSomebodyIsConnected() throws InterruptedException {
        night.at(Duration.ofMinutes(9), monitor::opened);
        assertThat(runUntilMorning(watcher())).isEmpty();
        assertThat(story).isEmpty();
    }

    @Test
    void countsFromTheLastCloseAndNotFromTheFirst() throws InterruptedException {
        Connection one = monitor.opened();
        Connection other = monitor.opened();
        night.at(Duration.ofMinutes(30), () -> monitor.closed(one));
        night.at(Duration.ofMinutes(50), () -> monitor.closed(other));
        runUntilMorning(watcher());
        assertThat(story).containsExactly("stopped after 60 min 0 s");
    }

    @Test
    void staysUpForAConnectionThatComesJustBeforeTheDeadline() throws InterruptedException {
        night.at(IDLE_TIMEOUT.minusNanos(1), monitor::opened);
        runUntilMorning(watcher());
        assertThat(story).isEmpty();
    }

    @Test
    void staysUpForAConnectionThatComesAtTheDeadline() throws InterruptedException {
        night.at(IDLE_TIMEOUT, monitor::opened);
        runUntilMorning(watcher());
        assertThat(story).isEmpty();
    }

    @Test
    void staysUpForAConnectionThatComesBetweenTheDecisionAndTheConfirmation() throws InterruptedException {
        IdleWatcher watcher = watcher();
        night.at(IDLE_TIMEOUT, () -> monitor.beforeRead(2, monitor::opened));
        runUntilMorning(watcher);
        assertThat(story).isEmpty();
    }

    @Test
    void beginsAgainForAConnectionThatComesAndGoesBetweenTheDecisionAndTheConfirmation() throws InterruptedException {
        night.at(IDLE_TIMEOUT, () -> monitor.beforeRead(2, () -> monitor.closed(monitor.opened())));
        runUntilMorning(watcher());
        assertThat(story).containsExactly("stopped after 20 min 0 s");
    }

    @Test
    void keepsRunningWhileUnreadableForAnHourAndThenCountsFromTheFirstGoodLook() throws InterruptedException {
        night.at(Duration.ofMinutes(5), () -> monitor.unreadable("/proc/net/tcp: Permission denied"));
        night.at(Duration.ofMinutes(65), monitor::readable);
        runUntilMorning(watcher());
        assertThat(story).containsExactly("stopped after 75 min 0 s");
    }

    @Test
    void takesAMonitorThatThrowsForUnreadable() throws InterruptedException {
        night.at(Duration.ofMinutes(5), () -> monitor.throwsOnRead(new ArithmeticException("a bug")));
        night.at(Duration.ofMinutes(65), monitor::readable);
        runUntilMorning(watcher());
        assertThat(story).containsExactly("stopped after 75 min 0 s");
    }

    @Test
    void beginsAgainAfterTheMachineSlept() throws InterruptedException {
        night.at(Duration.ofMinutes(9), () -> night.suspend(Duration.ofHours(7)));
        runUntilMorning(watcher());
        // noticed at the end of the sleep during which it happened
        assertThat(story).containsExactly("stopped after 19 min 0 s");
    }

    @Test
    void takesAShortHiccupForNoSleep() throws InterruptedException {
        night.at(Duration.ofMinutes(9), () -> night.suspend(WatchLoop.OVERSLEPT));
        runUntilMorning(watcher());
        assertThat(story).containsExactly("stopped after 10 min 0 s");
    }

    @Test
    void countsFromTheEndOfAHold() throws InterruptedException {
        IdleWatcher watcher = builder(verdict -> stopped())
                .hold(Hold.lease(
                        "backup",
                        night.clock.nanoTime() + Duration.ofMinutes(30).toNanos()))
                .build();
        runUntilMorning(watcher);
        assertThat(story).containsExactly("stopped after 40 min 0 s");
    }

    @Test
    void staysUpForAHoldThatComesLaterUntilItIsTakenAway() throws InterruptedException {
        IdleWatcher watcher = watcher();
        List<Subscription> taken = new ArrayList<>();
        night.at(Duration.ofMinutes(9), () -> taken.add(watcher.hold(new ForEver())));
        night.at(Duration.ofHours(2), () -> taken.get(0).close());
        runUntilMorning(watcher);
        assertThat(story).containsExactly("stopped after 130 min 0 s");
    }

    @Test
    void takesAHoldThatThrowsForOneThatHolds() throws InterruptedException {
        IdleWatcher watcher = builder(verdict -> stopped()).hold(new Broken()).build();
        runUntilMorning(watcher);
        assertThat(story).isEmpty();
    }

    @Test
    void goesOnWhenAListenerThrows() throws InterruptedException {
        WatchListener broken = new WatchListener() {
            @Override
            public void onLook(Reading reading, Verdict verdict) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void onShutDown(ShutDown verdict) {
                throw new IllegalStateException("on purpose");
            }
        };
        runUntilMorning(builder(verdict -> stopped()).listener(broken).build());
        assertThat(story).containsExactly("stopped after 10 min 0 s");
    }

    @Test
    void triesAnActionThatThrewEverMoreRarelyWhileNobodyIsConnected() throws InterruptedException {
        List<Exception> failures = new ArrayList<>();
        List<Long> pauses = new ArrayList<>();
        ShutdownAction fails = verdict -> {
            stopped();
            if (story.size() < 10) {
                throw new IOException("no such program");
            }
        };
        WatchListener hears = new WatchListener() {
            @Override
            public void onActionFailed(Exception failure, Duration tryAgainAfter) {
                failures.add(failure);
                pauses.add(tryAgainAfter.toSeconds());
            }
        };
        runUntilMorning(builder(fails).listener(hears).build());
        assertThat(story)
                .startsWith(
                        "stopped after 10 min 0 s",
                        "stopped after 10 min 5 s",
                        "stopped after 10 min 15 s",
                        "stopped after 10 min 35 s",
                        "stopped after 11 min 15 s")
                .hasSize(10);
        assertThat(pauses).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
        assertThat(failures).hasSize(9).allSatisfy(failure -> assertThat(failure)
                .hasMessage("no such program"));
    }

    @Test
    void doesNotTryAnActionThatThrewAgainOnceSomebodyIsConnected() throws InterruptedException {
        ShutdownAction fails = verdict -> {
            stopped();
            monitor.opened();
            throw new IOException("no such program");
        };
        runUntilMorning(builder(fails).build());
        assertThat(story).containsExactly("stopped after 10 min 0 s");
    }

    @Test
    void triesAnActionThatThrewAgainSoonOnceSomebodyHasBeenThere() throws InterruptedException {
        List<Long> pauses = new ArrayList<>();
        ShutdownAction fails = verdict -> {
            stopped();
            if (story.size() < 5) {
                throw new IOException("no such program");
            }
        };
        WatchListener hears = new WatchListener() {
            @Override
            public void onActionFailed(Exception failure, Duration tryAgainAfter) {
                pauses.add(tryAgainAfter.toSeconds());
            }
        };
        night.at(Duration.ofMinutes(10).plusSeconds(20), () -> monitor.closed(monitor.opened()));
        runUntilMorning(builder(fails).listener(hears).build());
        assertThat(pauses).containsExactly(5L, 10L, 20L, 5L);
    }

    @Test
    void goesOnAfterADryRunWithTheIdleTimeBegunAgain() throws InterruptedException {
        IdleWatcher watcher = builder(verdict -> stopped()).repeating().build();
        night.at(Duration.ofMinutes(35), watcher::close);
        assertThat(watcher.run()).isEmpty();
        assertThat(story).hasSize(3).first().isEqualTo("stopped after 10 min 0 s");
    }

    @Test
    void takesNoLookWhileSomebodyIsConnectedToAMonitorThatPushes() throws InterruptedException {
        monitor.with(Capability.EVENTS);
        Connection connection = monitor.opened();
        night.at(Duration.ofMinutes(4), () -> monitor.closed(connection));
        runUntilMorning(watcher());
        assertThat(story).containsExactly("stopped after 14 min 0 s");
        // the opening look twice, the close, the deadline, the confirmation
        assertThat(monitor.reads).isEqualTo(5);
        assertThat(night.sleeps()).isEqualTo(2);
    }

    @Test
    void looksAgainSoonForAConnectionThatIsCountedButThatNobodyNames() throws InterruptedException {
        PushingMonitor pushing = new PushingMonitor(night.clock, "pushing");
        pushing.unlisted(1);
        night.at(Duration.ofSeconds(9), () -> pushing.unlisted(0));
        IdleWatcher watcher = IdleWatcher.builder(
                        pushing, IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT), verdict -> stopped())
                .pause(night, night.clockIncludingSuspend)
                .build();
        runUntilMorning(watcher);
        assertThat(story).containsExactly("stopped after 10 min 0 s");
    }

    @Test
    void isNotWokenByConnectionsBetweenTheFirstAndTheLast() throws InterruptedException {
        monitor.with(Capability.EVENTS);
        Connection first = monitor.opened();
        for (int minute = 1; minute < 10; minute++) {
            night.at(Duration.ofMinutes(minute), () -> monitor.closed(monitor.opened()));
        }
        night.at(Duration.ofMinutes(12), () -> monitor.closed(first));
        runUntilMorning(watcher());
        assertThat(story).containsExactly("stopped after 22 min 0 s");
        assertThat(night.sleeps()).isEqualTo(2);
    }

    @Test
    void findsOutByItselfWhenTheEventOfTheLastCloseIsLost() throws InterruptedException {
        monitor.with(Capability.EVENTS);
        Connection connection = monitor.opened();
        IdleWatcher watcher = watcher();
        night.at(Duration.ofMinutes(1), () -> {
            // a push that never came: the monitor's count is right all the same
            FakeMonitor silent = monitor;
            silent.capabilities().remove(Capability.EVENTS);
            silent.closed(connection);
        });
        runUntilMorning(watcher);
        assertThat(story).containsExactly("stopped after 15 min 0 s");
    }

    @Test
    void reportsEachCheckIntervalWhileIdleWhenSomebodyListens() throws InterruptedException {
        monitor.with(Capability.EVENTS);
        List<String> heard = new ArrayList<>();
        WatchListener listener = new WatchListener() {
            @Override
            public void onLook(Reading reading, Verdict verdict) {
                if (verdict instanceof KeepRunning keep && keep.why() == Why.NOT_IDLE_LONG_ENOUGH) {
                    heard.add(keep.detail());
                }
            }
        };
        IdleWatcher watcher = builder(verdict -> stopped())
                .listener(listener)
                .checkInterval(Duration.ofMinutes(3))
                .build();
        watcher.run();
        assertThat(heard)
                .containsExactly(
                        "idle for 0s, stopping in 10m",
                        "idle for 3m, stopping in 7m",
                        "idle for 6m, stopping in 4m",
                        "idle for 9m, stopping in 1m");
    }

    @Test
    void shutsTheDoorBeforeTheSecondLookAndLeavesItShutWhenItStops() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR);
        monitor.beforeRead(2, () -> monitor.recordedDoor().story.add("look"));
        night.at(IDLE_TIMEOUT, () -> {
            monitor.beforeRead(1, () -> monitor.recordedDoor().story.add("first look"));
            monitor.beforeRead(2, () -> monitor.recordedDoor().story.add("second look"));
        });
        runUntilMorning(watcher());
        assertThat(monitor.recordedDoor().story)
                .containsExactly("look", "first look", "shut", "second look", "keep shut");
    }

    @Test
    void opensTheDoorAgainForSomebodyWhoSlippedIn() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR);
        night.at(IDLE_TIMEOUT, () -> monitor.beforeRead(2, monitor::opened));
        runUntilMorning(watcher());
        assertThat(monitor.recordedDoor().story).containsExactly("shut", "open");
        assertThat(story).isEmpty();
    }

    @Test
    void opensTheDoorAgainWhenTheActionFails() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR);
        ShutdownAction fails = verdict -> {
            monitor.recordedDoor().story.add("action");
            night.at(night.elapsed().plusSeconds(1), monitor::opened);
            throw new IOException("on purpose");
        };
        runUntilMorning(builder(fails).build());
        assertThat(monitor.recordedDoor().story).containsExactly("shut", "keep shut", "action", "open");
    }

    @Test
    void opensTheDoorAgainAndGoesOnWhenTheActionCallsTheStopOff() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR);
        List<Exception> failures = new ArrayList<>();
        ShutdownAction callsOff = verdict -> {
            if (night.elapsed().compareTo(IDLE_TIMEOUT) <= 0) {
                night.at(night.elapsed().plusSeconds(1), () -> monitor.closed(monitor.opened()));
                throw new StopCalledOffException("held by somebody");
            }
            stopped();
        };
        IdleWatcher watcher = builder(callsOff)
                .listener(new WatchListener() {
                    @Override
                    public void onActionFailed(Exception failure, Duration tryAgainAfter) {
                        failures.add(failure);
                    }
                })
                .build();
        runUntilMorning(watcher);
        assertThat(failures).isEmpty();
        assertThat(story).hasSize(1);
        assertThat(monitor.recordedDoor().story).containsExactly("shut", "keep shut", "open", "shut", "keep shut");
    }

    @Test
    void waitsForTheStartupGraceBeforeItStopsAServiceThatNobodyEverUsed() throws InterruptedException {
        IdleShutdownPolicy policy = IdleShutdownPolicy.builder(IDLE_TIMEOUT)
                .startupGrace(Duration.ofHours(1))
                .build();
        IdleWatcher watcher = IdleWatcher.builder(monitor, policy, verdict -> stopped())
                .pause(night, night.clockIncludingSuspend)
                .build();
        runUntilMorning(watcher);
        assertThat(story).containsExactly("stopped after 60 min 0 s");
    }

    @ParameterizedTest
    @CsvSource({"PT10M, PT5S", "PT25S, PT5S", "PT10S, PT2S", "PT1S, PT0.2S", "PT0.000000004S, PT5S"})
    void looksEveryFiveSecondsOrFiveTimesAnIdleTimeoutBelowThat(Duration idleTimeout, Duration expected) {
        assertThat(IdleWatcher.defaultCheckInterval(idleTimeout)).isEqualTo(expected);
    }

    @Test
    void stopsNothingOnceClosed() throws InterruptedException {
        IdleWatcher watcher = watcher();
        watcher.close();
        watcher.close();
        assertThat(watcher.run()).isEmpty();
        assertThat(story).isEmpty();
    }

    @Test
    void stopsNothingWhenInterrupted() {
        IdleWatcher watcher = watcher();
        night.at(Duration.ofMinutes(1), () -> Thread.currentThread().interrupt());
        assertThatThrownBy(watcher::run).isInstanceOf(InterruptedException.class);
        assertThat(story).isEmpty();
    }

    @Test
    void runsOnce() throws InterruptedException {
        IdleWatcher watcher = watcher();
        watcher.run();
        assertThatThrownBy(watcher::run).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void saysSoWhenTheMonitorIsClosedUnderIt() {
        IdleWatcher watcher = watcher();
        night.at(Duration.ofMinutes(1), monitor::close);
        assertThatThrownBy(watcher::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(story).isEmpty();
    }

    @Test
    void saysThatNothingWillBeStoppedAnyMoreWhenTheWatchingDies() {
        List<LogRecord> logged = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(entry);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(IdleWatcher.class.getName());
        logger.addHandler(handler);
        try {
            monitor.throwsOnRead(new StrategyException("requiring traffic needs TRAFFIC"));
            assertThatThrownBy(watcher()::run).isInstanceOf(StrategyException.class);
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(logged).singleElement().satisfies(entry -> {
            assertThat(entry.getLevel()).isEqualTo(Level.SEVERE);
            assertThat(entry.getMessage()).isEqualTo("the watching ends; nothing will be stopped any more");
            assertThat(entry.getThrown()).hasMessage("requiring traffic needs TRAFFIC");
        });
    }

    @Test
    void endsARealSleepWhenClosed() throws InterruptedException {
        FakeMonitor now = new FakeMonitor(new dev.lull.contract.ManualClock());
        IdleWatcher watcher = IdleWatcher.of(now, IdleShutdownPolicy.idleAfter(Duration.ofDays(1)), v -> stopped());
        Thread closer = new Thread(watcher::close);
        closer.start();
        assertThat(watcher.run()).isEmpty();
        closer.join();
    }

    private record ForEver() implements Hold {
        @Override
        public String description() {
            return "for ever";
        }

        @Override
        public boolean isHeld(long nowNanos) {
            return true;
        }
    }

    private record Broken() implements Hold {
        @Override
        public String description() {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public boolean isHeld(long nowNanos) {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void asksAHoldAtTheCheckIntervalWithEventsToo() throws InterruptedException {
        FakeMonitor pushing = new FakeMonitor(night.clock).with(Capability.EVENTS);
        boolean[] held = {false};
        night.at(Duration.ofMinutes(3), () -> held[0] = true);
        night.at(Duration.ofMinutes(4), () -> held[0] = false);
        IdleWatcher watcher = IdleWatcher.builder(
                        pushing, IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT), verdict -> stopped())
                .pause(night, night.clockIncludingSuspend)
                .hold(new Hold() {
                    @Override
                    public String description() {
                        return "a job that comes and goes";
                    }

                    @Override
                    public boolean isHeld(long nowNanos) {
                        return held[0];
                    }
                })
                .build();
        runUntilMorning(watcher);
        assertThat(story).containsExactly("stopped after 14 min 0 s");
    }
}
