package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A service that sleeps after ten minutes, in the course of eight hours. */
final class SleeperTest {

    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration MORNING = Duration.ofHours(8);

    private final Night night = new Night();
    private final FakeMonitor monitor = new FakeMonitor(night.clock).with(Capability.EVENTS);
    private final List<String> story = new ArrayList<>();
    private final PlayedService service = new PlayedService();
    private Sleeper.Builder builder = builder(IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT));

    private Sleeper.Builder builder(IdleShutdownPolicy policy) {
        return Sleeper.builder(monitor, policy, service)
                .pause(night, night.clock, night.clockIncludingSuspend)
                .listener(new SleepListener() {
                    @Override
                    public void onNotWoken(Wake wake, Exception failure, Duration tryAgainAfter) {
                        tell(failure.getMessage() + ", again in " + tryAgainAfter.toSeconds() + " s");
                    }

                    @Override
                    public void onWakePutOff(Wake wake, String reason, Duration wakesIn) {
                        tell(reason + ", wakes in " + wakesIn.toSeconds() + " s");
                    }

                    @Override
                    public void onAwake(Wake wake, Duration took) {
                        tell("awake after " + took.toSeconds() + " s");
                    }
                });
    }

    /** What it does is told, with the minute and the second. */
    private final class PlayedService implements Sleepable {
        boolean endsConnections;
        Optional<Door> ownDoor = Optional.empty();
        Optional<Exception> refusal = Optional.empty();
        Runnable whileWaking = () -> {};
        Optional<Duration> longestPause = Optional.empty();
        Runnable afterSleep = () -> {};

        @Override
        public void sleep(Verdict.ShutDown verdict, Door door) throws Exception {
            throwRefusal();
            tell("asleep");
            afterSleep.run();
        }

        @Override
        public void wake(Wake wake) throws Exception {
            tell("woken: " + wake.cause());
            whileWaking.run();
            throwRefusal();
        }

        @Override
        public Optional<Duration> longestPause() {
            return longestPause;
        }

        private void throwRefusal() throws Exception {
            if (refusal.isPresent()) {
                throw refusal.get();
            }
        }

        @Override
        public boolean endsConnections() {
            return endsConnections;
        }

        @Override
        public Optional<Door> ownDoor() {
            return ownDoor;
        }
    }

    private void tell(String what) {
        story.add(night.elapsed().toMinutes() + ":" + night.elapsed().toSecondsPart() + " " + what);
    }

    private Optional<Verdict.ShutDown> runUntilMorning() throws InterruptedException {
        Sleeper sleeper = builder.build();
        night.at(MORNING, sleeper::close);
        return sleeper.run();
    }

    private void visit(Duration at, Duration length) {
        night.at(at, () -> {
            Connection visitor = monitor.opened();
            night.at(at.plus(length), () -> monitor.closed(visitor));
        });
    }

    @Test
    void wakesWhenSomebodyComesAndSleepsAgainOnceNobodyIsThere() throws InterruptedException {
        visit(Duration.ofHours(1), Duration.ofMinutes(5));
        visit(Duration.ofHours(3), Duration.ofMinutes(1));
        assertThat(runUntilMorning()).isEmpty();
        assertThat(story)
                .containsExactly(
                        "10:0 asleep",
                        "60:0 woken: IN_USE",
                        "60:0 awake after 0 s",
                        "75:0 asleep",
                        "180:0 woken: IN_USE",
                        "180:0 awake after 0 s",
                        "191:0 asleep");
    }

    @Test
    void findsSomebodyByLookingWhereTheMonitorCannotPush() throws InterruptedException {
        FakeMonitor poller = new FakeMonitor(night.clock);
        builder = Sleeper.builder(poller, IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT), service)
                .pause(night, night.clock, night.clockIncludingSuspend)
                .whileAsleep(watcher -> watcher.checkInterval(Duration.ofSeconds(2)));
        night.at(Duration.ofHours(1).plusMillis(500), poller::opened);
        assertThat(runUntilMorning()).isEmpty();
        assertThat(story).containsExactly("10:0 asleep", "60:2 woken: IN_USE");
    }

    @Test
    void isWokenByWhomeverAnotherMonitorSees() throws InterruptedException {
        FakeMonitor everybody = new FakeMonitor(night.clock).with(Capability.EVENTS);
        builder.wokenBy(everybody);
        night.at(Duration.ofMinutes(5), () -> everybody.closed(everybody.opened()));
        night.at(Duration.ofHours(1), () -> {
            Connection probe = everybody.opened();
            night.at(Duration.ofHours(1).plusSeconds(1), () -> everybody.closed(probe));
        });
        assertThat(runUntilMorning()).isEmpty();
        assertThat(story).containsExactly("10:0 asleep", "60:0 woken: IN_USE", "60:0 awake after 0 s", "70:0 asleep");
    }

    @Test
    void isWokenByWhatItCannotSee() throws InterruptedException {
        night.at(Duration.ofHours(1), () -> monitor.unreadable("on purpose"));
        night.at(Duration.ofHours(2), monitor::readable);
        assertThat(runUntilMorning()).isEmpty();
        assertThat(story)
                .containsExactly("10:0 asleep", "60:0 woken: UNREADABLE", "60:0 awake after 0 s", "130:0 asleep");
    }

    @Test
    void sleepsOnThroughWhatItWasPutToSleepFor() throws InterruptedException {
        monitor.unreadable("its service died");
        builder = builder(IdleShutdownPolicy.builder(IDLE_TIMEOUT)
                .maxUnreadable(Duration.ofMinutes(20))
                .build());
        assertThat(runUntilMorning()).isEmpty();
        assertThat(story).containsExactly("20:0 asleep");
    }

    @Test
    void triesAgainEverMoreRarelyWhenItCannotBeWoken() throws InterruptedException {
        night.at(Duration.ofHours(1), () -> {
            service.refusal = Optional.of(new IOException("no disk"));
            monitor.opened();
        });
        night.at(Duration.ofHours(1).plusSeconds(5), () -> service.refusal = Optional.empty());
        assertThat(runUntilMorning()).isEmpty();
        assertThat(story)
                .containsExactly(
                        "10:0 asleep",
                        "60:0 woken: IN_USE",
                        "60:0 no disk, again in 1 s",
                        "60:1 woken: IN_USE",
                        "60:1 no disk, again in 2 s",
                        "60:3 woken: IN_USE",
                        "60:3 no disk, again in 4 s",
                        "60:7 woken: IN_USE",
                        "60:7 awake after 0 s");
    }

    @Test
    void triesAgainNoLaterThanWhoeverWaitsIsToBeTold() throws InterruptedException {
        service.longestPause = Optional.of(Duration.ofMillis(1500));
        night.at(Duration.ofHours(1), () -> {
            service.refusal = Optional.of(new IOException("no disk"));
            monitor.opened();
        });
        night.at(Duration.ofHours(1).plusSeconds(2), () -> service.refusal = Optional.empty());
        assertThat(runUntilMorning()).isEmpty();
        assertThat(story)
                .containsExactly(
                        "10:0 asleep",
                        "60:0 woken: IN_USE",
                        "60:0 no disk, again in 1 s",
                        "60:1 woken: IN_USE",
                        "60:1 no disk, again in 1 s",
                        "60:2 woken: IN_USE",
                        "60:2 awake after 0 s");
    }

    @Test
    void forgetsAWakeThatFailedOnceNobodyWaitsAnyMore() throws InterruptedException {
        night.at(Duration.ofHours(1), () -> {
            service.refusal = Optional.of(new IOException("no disk"));
            Connection visitor = monitor.opened();
            service.whileWaking = () -> monitor.closed(visitor);
        });
        assertThat(runUntilMorning()).isEmpty();
        assertThat(story).containsExactly("10:0 asleep", "60:0 woken: IN_USE", "60:0 no disk, again in 1 s");
    }

    @Test
    void staysAwakeWhenItCannotSleep() throws InterruptedException {
        service.refusal = Optional.of(new IOException("no freezer"));
        night.at(Duration.ofMinutes(10).plusSeconds(12), () -> service.refusal = Optional.empty());
        builder.whileAwake(watcher -> watcher.listener(new WatchListener() {
            @Override
            public void onActionFailed(Exception failure, Duration tryAgainAfter) {
                tell(String.valueOf(failure.getMessage()));
            }
        }));
        assertThat(runUntilMorning()).isEmpty();
        assertThat(story).containsExactly("10:0 no freezer", "10:5 no freezer", "10:15 asleep");
    }

    @Test
    void sleepsAndStaysUpForAsLongAsAskedAtLeast() throws InterruptedException {
        builder.minSleep(Duration.ofMinutes(2)).minUptime(Duration.ofMinutes(30));
        visit(Duration.ofMinutes(30).plusSeconds(30), Duration.ofMinutes(5));
        assertThat(runUntilMorning()).isEmpty();
        assertThat(story)
                .containsExactly(
                        "30:0 asleep",
                        "30:30 it sleeps for 2m at least, wakes in 90 s",
                        "32:0 woken: IN_USE",
                        "32:0 awake after 0 s",
                        "62:0 asleep");
    }

    @Test
    void looksWhenAskedAlsoWhileAWakeIsPutOff() throws InterruptedException {
        List<Duration> looks = new ArrayList<>();
        builder.minSleep(Duration.ofHours(1))
                .whileAsleep(watcher -> watcher.listener(new WatchListener() {
                    @Override
                    public void onLook(Reading reading, Verdict verdict) {
                        looks.add(night.elapsed());
                    }
                }));
        Sleeper sleeper = builder.build();
        night.at(Duration.ofMinutes(12), monitor::opened);
        night.at(Duration.ofMinutes(15), sleeper::lookNow);
        night.at(MORNING, sleeper::close);
        assertThat(sleeper.run()).isEmpty();
        assertThat(looks).contains(Duration.ofMinutes(15));
        assertThat(story)
                .containsExactly(
                        "10:0 asleep",
                        "12:0 it sleeps for 1h at least, wakes in 3480 s",
                        "70:0 woken: IN_USE",
                        "70:0 awake after 0 s");
    }

    @Test
    void isNotWokenMoreOftenThanAllowed() throws InterruptedException {
        builder.mostWakes(2, Duration.ofHours(1));
        visit(Duration.ofMinutes(20), Duration.ofSeconds(1));
        visit(Duration.ofMinutes(40), Duration.ofSeconds(1));
        visit(Duration.ofMinutes(60), Duration.ofHours(1));
        assertThat(runUntilMorning()).isEmpty();
        assertThat(story)
                .contains("60:0 it was woken 2 times within 1h, wakes in 1200 s", "80:0 woken: IN_USE")
                .filteredOn(line -> line.contains("woken: "))
                .hasSize(3);
    }

    @Test
    void isWokenAtOnceByWhoeverAsks() throws InterruptedException {
        builder.minSleep(Duration.ofHours(1));
        Sleeper sleeper = builder.build();
        night.at(Duration.ofMinutes(5), sleeper::wake); // it is awake: nothing to do
        night.at(Duration.ofMinutes(15), sleeper::wake);
        night.at(MORNING, sleeper::close);
        assertThat(sleeper.run()).isEmpty();
        assertThat(story).containsExactly("10:0 asleep", "15:0 woken: ASKED", "15:0 awake after 0 s", "25:0 asleep");
        assertThat(sleeper.state()).isEqualTo(Sleeper.State.ASLEEP);
    }

    @Test
    void isWokenByWhoeverAsksWhileSomebodyWaitsForTheShortestSleep() throws InterruptedException {
        builder.minSleep(Duration.ofHours(1));
        Sleeper sleeper = builder.build();
        night.at(Duration.ofMinutes(12), monitor::opened);
        night.at(Duration.ofMinutes(15), sleeper::wake);
        night.at(MORNING, sleeper::close);
        assertThat(sleeper.run()).isEmpty();
        assertThat(story).contains("12:0 it sleeps for 1h at least, wakes in 3480 s", "15:0 woken: ASKED");
    }

    @Test
    void isStoppedForGoodOnceItHasSleptLongEnough() throws InterruptedException {
        builder.thenStop(Duration.ofHours(2), verdict -> tell("stopped, idle for " + verdict.idleFor()));
        visit(Duration.ofHours(1), Duration.ofMinutes(5));
        assertThat(runUntilMorning()).isPresent();
        assertThat(story)
                .containsExactly(
                        "10:0 asleep",
                        "60:0 woken: IN_USE",
                        "60:0 awake after 0 s",
                        "75:0 asleep",
                        "185:0 stopped, idle for PT2H");
    }

    @Test
    void sleepsMoreDeeplyAfterALongerTimeAndIsWokenFromThere() throws InterruptedException {
        builder.thenSleepAs(Duration.ofHours(2), new Sleepable() {
            @Override
            public void sleep(Verdict.ShutDown verdict, Door door) {
                tell("deeply asleep, idle for " + verdict.idleFor());
            }

            @Override
            public void wake(Wake wake) {
                tell("woken from there: " + wake.cause());
            }
        });
        visit(Duration.ofHours(1), Duration.ofMinutes(5));
        visit(Duration.ofHours(5), MORNING);
        assertThat(runUntilMorning()).isEmpty();
        assertThat(story)
                .containsExactly(
                        "10:0 asleep",
                        "60:0 woken: IN_USE",
                        "60:0 awake after 0 s",
                        "75:0 asleep",
                        "185:0 deeply asleep, idle for PT2H",
                        "300:0 woken from there: IN_USE",
                        "300:0 awake after 0 s");
    }

    @Test
    void isWokenWhenItCannotSleepMoreDeeply() throws InterruptedException {
        builder.thenSleepAs(Duration.ofHours(2), new Sleepable() {
            @Override
            public void sleep(Verdict.ShutDown verdict, Door door) throws IOException {
                throw new IOException("on purpose");
            }

            @Override
            public void wake(Wake wake) {
                tell("woken from where it never was");
            }
        });
        Sleeper sleeper = builder.build();
        night.at(Duration.ofHours(2).plusMinutes(5), sleeper::close);
        assertThat(sleeper.run()).isEmpty();
        assertThat(story).containsExactly("10:0 asleep", "120:0 woken: UNREADABLE", "120:0 awake after 0 s");
    }

    @Test
    void isWokenWhenItsMonitorThrows() throws InterruptedException {
        service.afterSleep = () -> monitor.throwsOnRead(new ArithmeticException("a bug"));
        night.at(Duration.ofMinutes(11), monitor::readable);
        Sleeper sleeper = builder.build();
        night.at(Duration.ofMinutes(15), sleeper::close);
        assertThat(sleeper.run()).isEmpty();
        assertThat(story).startsWith("10:0 asleep", "10:1 woken: UNREADABLE");
    }

    @Test
    void isStoppedNoSoonerThanItsIdleTimeAfterItCouldNotBeSeen() throws InterruptedException {
        builder.minSleep(Duration.ofHours(3)).thenStop(Duration.ofHours(2), verdict -> tell("stopped"));
        night.at(Duration.ofHours(1), () -> monitor.unreadable("on purpose"));
        night.at(Duration.ofHours(3), monitor::readable);
        assertThat(runUntilMorning()).isPresent();
        assertThat(story).last().isEqualTo("310:0 stopped");
    }

    @Test
    void isWokenByWhoeverAskedWhileItFellAsleep() throws InterruptedException {
        List<Sleeper> sleepers = new ArrayList<>();
        service.afterSleep = () -> sleepers.get(0).wake();
        Sleeper sleeper = builder.build();
        sleepers.add(sleeper);
        night.at(Duration.ofMinutes(15), sleeper::close);
        assertThat(sleeper.run()).isEmpty();
        assertThat(story).startsWith("10:0 asleep", "10:0 woken: ASKED");
    }

    @Test
    void shutsTheDoorForTheStopForGoodOnly() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR);
        builder.thenStop(Duration.ofHours(1), verdict -> tell("stopped"));
        assertThat(runUntilMorning()).isPresent();
        assertThat(monitor.recordedDoor().story).containsExactly("shut", "keep shut");
    }

    @Test
    void shutsTheDoorWhileWhatEndsConnectionsFallsAsleep() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR);
        service.endsConnections = true;
        assertThat(runUntilMorning()).isEmpty();
        assertThat(story).containsExactly("10:0 asleep");
        assertThat(monitor.recordedDoor().story).containsExactly("shut", "keep shut", "open");
    }

    @Test
    void shutsTheDoorOfTheServiceInPlaceOfTheMonitors() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR);
        service.endsConnections = true;
        FakeMonitor.RecordedDoor own = new FakeMonitor.RecordedDoor();
        service.ownDoor = Optional.of(own);
        assertThat(runUntilMorning()).isEmpty();
        assertThat(own.story).containsExactly("shut", "keep shut", "open");
        assertThat(monitor.recordedDoor().story).isEmpty();
    }

    @Test
    void staysUpWhileAHoldHolds() throws InterruptedException {
        Sleeper sleeper = builder.build();
        Hold lease = Hold.lease(
                "a lease", night.clock.nanoTime() + Duration.ofHours(1).toNanos());
        Subscription held = sleeper.hold(lease);
        night.at(Duration.ofMinutes(30), held::close);
        night.at(MORNING, sleeper::close);
        assertThat(sleeper.run()).isEmpty();
        assertThat(story).containsExactly("40:0 asleep");
    }

    @Test
    void isWokenForAHoldThatComesWhileItSleepsAndStaysUpAsLongAsThatHolds() throws InterruptedException {
        Sleeper sleeper = builder.build();
        night.at(Duration.ofHours(1), () -> {
            Subscription held = sleeper.hold(alwaysHeld());
            sleeper.wake();
            night.at(Duration.ofHours(3), held::close);
        });
        night.at(MORNING, sleeper::close);
        assertThat(sleeper.run()).isEmpty();
        assertThat(story).containsExactly("10:0 asleep", "60:0 woken: ASKED", "60:0 awake after 0 s", "190:0 asleep");
    }

    @Test
    void isCalledOffByAHoldThatComesAfterTheLastLook() throws InterruptedException {
        List<Sleeper> sleepers = new ArrayList<>();
        builder.whileAwake(watcher -> watcher.listener(new WatchListener() {
            @Override
            public void onShutDown(Verdict.ShutDown verdict) {
                if (night.elapsed().compareTo(Duration.ofMinutes(11)) < 0) {
                    Subscription held = sleepers.get(0).hold(alwaysHeld());
                    sleepers.get(0).wake();
                    night.at(Duration.ofHours(1), held::close);
                }
            }
        }));
        Sleeper sleeper = builder.build();
        sleepers.add(sleeper);
        night.at(MORNING, sleeper::close);
        assertThat(sleeper.run()).isEmpty();
        assertThat(story).containsExactly("70:0 asleep");
    }

    private static Hold alwaysHeld() {
        return Hold.lease("somebody", Long.MAX_VALUE / 2);
    }

    @Test
    void wakesWhateverItsListenersThrow() throws InterruptedException {
        builder.listener(new SleepListener() {
            @Override
            public void onWaking(Wake wake) {
                throw new IllegalStateException("on purpose");
            }
        });
        visit(Duration.ofHours(1), MORNING);
        assertThat(runUntilMorning()).isEmpty();
        assertThat(story).containsExactly("10:0 asleep", "60:0 woken: IN_USE", "60:0 awake after 0 s");
    }

    @Test
    void runsOnce() throws InterruptedException {
        Sleeper sleeper = builder.build();
        sleeper.close();
        assertThat(sleeper.run()).isEmpty();
        assertThatIllegalStateException().isThrownBy(sleeper::run).withMessageContaining("runs once");
    }

    @Test
    void takesNoNonsense() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder.thenStop(IDLE_TIMEOUT, verdict -> {}));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.mostWakes(0, IDLE_TIMEOUT));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.minSleep(Duration.ofSeconds(-1)));
    }
}
