package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What delays a stop, or calls it off: a door, a veto, a warning. The idle timeout is ten minutes. */
final class IdleWatcherDoorTest {

    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration MORNING = Duration.ofHours(8);

    private final Night night = new Night();
    private final FakeMonitor monitor = new FakeMonitor(night.clock);
    private final List<String> story = new ArrayList<>();
    private final IdleWatcher.Builder builder = IdleWatcher.builder(
                    monitor, IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT), verdict -> tell("stopped"))
            .pause(night, night.clockIncludingSuspend)
            .listener(new WatchListener() {
                @Override
                public void onWarning(Duration stopsIn) {
                    tell("warned, " + stopsIn.toMinutes() + " min to go");
                }

                @Override
                public void onWarningCalledOff(Verdict verdict) {
                    tell("called off: " + ((Verdict.KeepRunning) verdict).why());
                }

                @Override
                public void onVetoed(Veto.Objection objection) {
                    tell("vetoed: " + objection.reason());
                }

                @Override
                public void onDoorNotShut(String reason, Duration tryAgainAfter) {
                    tell(reason + ", again in " + tryAgainAfter.toSeconds() + " s");
                }
            });

    private void tell(String what) {
        story.add(night.elapsed().toMinutes() + ":" + night.elapsed().toSecondsPart() + " " + what);
    }

    private void runUntilMorning() throws InterruptedException {
        IdleWatcher watcher = builder.build();
        night.at(MORNING, watcher::close);
        Optional<Verdict.ShutDown> ignored = watcher.run();
    }

    @Test
    void triesAgainLaterWhenTheDoorCannotBeShut() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR);
        monitor.recordedDoor().refusal = Optional.of("a handshake is in progress");
        night.at(IDLE_TIMEOUT.plusSeconds(20), () -> monitor.recordedDoor().refusal = Optional.empty());
        runUntilMorning();
        assertThat(story).containsExactly("10:0 a handshake is in progress, again in 30 s", "10:30 stopped");
        assertThat(monitor.recordedDoor().story).containsExactly("open", "shut", "keep shut");
    }

    @Test
    void callsTheStopOffWhenTheDoorHasOpenedMeanwhile() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR);
        monitor.recordedDoor().opensTooEarly = true;
        night.at(IDLE_TIMEOUT.plusMinutes(1), () -> monitor.recordedDoor().opensTooEarly = false);
        builder.doorTimeout(Duration.ofMinutes(1));
        runUntilMorning();
        assertThat(story)
                .containsExactly(
                        "10:0 the door was open again before the stop was decided, again in 360 s", "16:0 stopped");
    }

    @Test
    void doesNotWaitForTheDoorOnceItIsClosed() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR);
        IdleWatcher watcher = builder.build();
        monitor.recordedDoor().whileShutting = () -> {
            watcher.close();
            throw new StrategyException("opened meanwhile");
        };
        assertThat(watcher.run()).isEmpty();
        assertThat(monitor.recordedDoor().story).as("what the wait is for").startsWith("open");
        assertThat(story).as("nobody is told of a stop called off").isEmpty();
    }

    @Test
    void leavesTheDoorShutWhenItIsClosedDuringTheAction() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR);
        List<IdleWatcher> closing = new ArrayList<>();
        IdleWatcher watcher = IdleWatcher.builder(
                        monitor,
                        IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT),
                        verdict -> closing.forEach(IdleWatcher::close))
                .pause(night, night.clockIncludingSuspend)
                .build();
        closing.add(watcher);
        assertThat(watcher.run()).isPresent();
        assertThat(monitor.recordedDoor().story).containsExactly("shut", "keep shut");
    }

    @Test
    void leavesTheDoorAloneForAnActionThatEndsNothing() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR);
        builder.repeating();
        night.at(IDLE_TIMEOUT.plusMinutes(1), () -> monitor.unreadable("enough"));
        runUntilMorning();
        assertThat(story).containsExactly("10:0 stopped");
        assertThat(monitor.recordedDoor().story).isEmpty();
    }

    @Test
    void staysUpForAsLongAsAVetoSays() throws InterruptedException {
        List<Verdict.ShutDown> asked = new ArrayList<>();
        builder.veto(verdict -> {
            asked.add(verdict);
            return asked.size() < 3
                    ? Optional.of(new Veto.Objection("a backup", Duration.ofMinutes(2)))
                    : Optional.empty();
        });
        runUntilMorning();
        assertThat(story).containsExactly("10:0 vetoed: a backup", "12:0 vetoed: a backup", "14:0 stopped");
        assertThat(asked)
                .extracting(Verdict.ShutDown::idleFor)
                .as("the idle time goes on")
                .containsExactly(IDLE_TIMEOUT, Duration.ofMinutes(12), Duration.ofMinutes(14));
    }

    @Test
    void stopsNothingAsLongAsTheVetoFails() throws InterruptedException {
        builder.veto(verdict -> {
            if (night.elapsed().compareTo(IDLE_TIMEOUT.plusSeconds(12)) < 0) {
                tell("asked");
                throw new java.io.IOException("on purpose");
            }
            return Optional.empty();
        });
        runUntilMorning();
        assertThat(story).containsExactly("10:0 asked", "10:5 asked", "10:15 stopped");
    }

    @Test
    void keepsAVetoForItsWholeTimeHoweverLongItTookToSayIt() throws InterruptedException {
        List<Verdict.ShutDown> asked = new ArrayList<>();
        builder.veto(verdict -> {
            asked.add(verdict);
            tell("asked");
            night.clock.advance(Duration.ofMinutes(3));
            return asked.size() == 1
                    ? Optional.of(new Veto.Objection("a backup", Duration.ofMinutes(2)))
                    : Optional.empty();
        });
        runUntilMorning();
        assertThat(story).hasSize(4).startsWith("10:0 asked", "13:0 vetoed: a backup");
        assertThat(story.get(2)).startsWith("15:").endsWith("asked");
    }

    @Test
    void callsTheWarnedStopOffAtOnceForAHold() throws InterruptedException {
        monitor.with(Capability.EVENTS);
        IdleWatcher watcher = builder.warnBefore(Duration.ofMinutes(2))
                .checkInterval(Duration.ofMinutes(3))
                .build();
        night.at(Duration.ofMinutes(9), () -> {
            Subscription held = watcher.hold(Hold.lease("somebody", Long.MAX_VALUE / 2));
            night.at(Duration.ofMinutes(30), held::close);
        });
        night.at(MORNING, watcher::close);
        assertThat(watcher.run()).isPresent();
        assertThat(story)
                .containsExactly(
                        "8:0 warned, 2 min to go", "9:0 called off: HELD", "38:0 warned, 2 min to go", "40:0 stopped");
    }

    @Test
    void warnsAgainAfterAVeto() throws InterruptedException {
        List<Verdict.ShutDown> asked = new ArrayList<>();
        builder.warnBefore(Duration.ofMinutes(2)).veto(verdict -> {
            asked.add(verdict);
            return asked.size() == 1
                    ? Optional.of(new Veto.Objection("a backup", Duration.ofHours(1)))
                    : Optional.empty();
        });
        runUntilMorning();
        assertThat(story).hasSize(4).startsWith("8:0 warned, 2 min to go", "10:0 vetoed: a backup");
        assertThat(story.get(2)).startsWith("68:").endsWith("warned, 2 min to go");
        assertThat(story.get(3)).startsWith("70:").endsWith("stopped");
    }

    @Test
    void stopsWithoutADoorWhenNobodyCouldTellForLongEnough() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR);
        monitor.recordedDoor().refusal = Optional.of("nobody can tell");
        monitor.unreadable("no /proc");
        IdleShutdownPolicy policy = IdleShutdownPolicy.builder(IDLE_TIMEOUT)
                .maxUnreadable(Duration.ofMinutes(20))
                .build();
        IdleWatcher watcher = IdleWatcher.builder(monitor, policy, verdict -> tell("stopped"))
                .pause(night, night.clockIncludingSuspend)
                .warnBefore(Duration.ofMinutes(1))
                .build();
        night.at(MORNING, watcher::close);
        assertThat(watcher.run())
                .hasValueSatisfying(stop -> assertThat(stop.cause()).isEqualTo(Verdict.Cause.UNREADABLE));
        assertThat(story).containsExactly("20:0 stopped");
    }

    @Test
    void goesOnWatchingWhenTheDoorThrows() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR);
        monitor.recordedDoor().bug = Optional.of(new NoClassDefFoundError("on purpose"));
        night.at(IDLE_TIMEOUT.plusSeconds(20), () -> monitor.recordedDoor().bug = Optional.empty());
        runUntilMorning();
        assertThat(story).containsExactly("10:0 on purpose, again in 30 s", "10:30 stopped");
    }

    @Test
    void saysNothingOfAWarningAfterAStopThatEndsNothing() throws InterruptedException {
        builder.warnBefore(Duration.ofMinutes(2)).repeating();
        night.at(Duration.ofMinutes(15), () -> monitor.unreadable("enough"));
        runUntilMorning();
        assertThat(story).containsExactly("8:0 warned, 2 min to go", "10:0 stopped");
    }

    @Test
    void preparesNothingForSomebodyWhoComesWhileTheVetoIsAsked() throws InterruptedException {
        builder.veto(verdict -> {
            tell("asked");
            monitor.opened();
            return Optional.empty();
        });
        builder.preparation(verdict -> tell("prepared"));
        runUntilMorning();
        assertThat(story).containsExactly("10:0 asked");
    }

    @Test
    void forgetsAVetoOnceSomebodyIsConnected() throws InterruptedException {
        List<Verdict.ShutDown> asked = new ArrayList<>();
        builder.veto(verdict -> {
            asked.add(verdict);
            return asked.size() == 1
                    ? Optional.of(new Veto.Objection("a backup", Duration.ofHours(1)))
                    : Optional.empty();
        });
        night.at(Duration.ofMinutes(15), () -> monitor.closed(monitor.opened()));
        runUntilMorning();
        assertThat(story).containsExactly("10:0 vetoed: a backup", "25:0 stopped");
    }

    @Test
    void warnsWithinTheIdleTimeoutAndNotOnTopOfIt() throws InterruptedException {
        builder.warnBefore(Duration.ofMinutes(2));
        runUntilMorning();
        assertThat(story).containsExactly("8:0 warned, 2 min to go", "10:0 stopped");
    }

    @Test
    void warnsInTimeThoughItOtherwiseLooksSeldom() throws InterruptedException {
        builder.warnBefore(Duration.ofMinutes(2)).checkInterval(Duration.ofMinutes(3));
        monitor.with(Capability.EVENTS);
        runUntilMorning();
        assertThat(story).containsExactly("8:0 warned, 2 min to go", "10:0 stopped");
    }

    @Test
    void givesTheWholeTimeAfterAWarningThatComesLate() throws InterruptedException {
        builder.warnBefore(Duration.ofMinutes(2));
        night.at(Duration.ofMinutes(7), () -> monitor.unreadable("for a while"));
        night.at(Duration.ofMinutes(8), monitor::readable);
        runUntilMorning();
        assertThat(story).hasSize(2);
        assertThat(story.get(0)).startsWith("16:").endsWith("warned, 2 min to go");
        assertThat(story.get(1)).startsWith("18:").endsWith("stopped");
    }

    @Test
    void callsAWarningOffForAConnection() throws InterruptedException {
        builder.warnBefore(Duration.ofMinutes(2));
        night.at(Duration.ofMinutes(9), monitor::opened);
        runUntilMorning();
        assertThat(story).containsExactly("8:0 warned, 2 min to go", "9:0 called off: IN_USE");
    }

    @Test
    void callsAWarningOffForAConnectionThatNoLookSaw() throws InterruptedException {
        builder.warnBefore(Duration.ofMinutes(2));
        night.at(Duration.ofMinutes(9), () -> monitor.closed(monitor.opened()));
        runUntilMorning();
        assertThat(story)
                .containsExactly(
                        "8:0 warned, 2 min to go",
                        "9:0 called off: NOT_IDLE_LONG_ENOUGH",
                        "17:0 warned, 2 min to go",
                        "19:0 stopped");
    }

    @Test
    void callsAWarningOffForAHold() throws InterruptedException {
        builder.warnBefore(Duration.ofMinutes(2));
        boolean[] held = {false};
        builder.hold(new Hold() {
            @Override
            public String description() {
                return "a night shift";
            }

            @Override
            public boolean isHeld(long nowNanos) {
                return held[0];
            }
        });
        night.at(Duration.ofMinutes(9), () -> held[0] = true);
        runUntilMorning();
        assertThat(story).containsExactly("8:0 warned, 2 min to go", "9:0 called off: HELD");
    }

    @Test
    void saysThatAWarningMustFitIntoTheIdleTimeout() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.warnBefore(IDLE_TIMEOUT))
                .withMessageContaining("below the idle timeout");
    }
}
