package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Verdict.Cause;
import dev.lull.Verdict.KeepRunning;
import dev.lull.Verdict.ShutDown;
import dev.lull.Verdict.Why;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Nights in which a second source is asked before a stop, and such in which nobody can tell. */
final class IdleWatcherWitnessTest {

    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration MORNING = Duration.ofHours(8);

    private final Night night = new Night();
    private final FakeMonitor monitor = new FakeMonitor(night.clock);
    private final List<String> story = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();

    private void tell(String what) {
        story.add(what + " after " + night.elapsed().toMinutes() + " min");
    }

    private IdleWatcher.Builder builder(IdleShutdownPolicy policy, ShutdownAction action) {
        return IdleWatcher.builder(monitor, policy, action)
                .pause(night, night.clockIncludingSuspend)
                .listener(new WatchListener() {
                    @Override
                    public void onLook(Reading reading, Verdict verdict) {
                        if (reading instanceof Reading.Unreadable one) {
                            assertThat(verdict).isInstanceOfSatisfying(KeepRunning.class, keep -> assertThat(keep.why())
                                    .isEqualTo(Why.UNREADABLE));
                            unreadable.add(one.reason());
                        }
                    }

                    @Override
                    public void onActionFailed(Exception failure, Duration tryAgainAfter) {
                        tell(String.valueOf(failure.getMessage()));
                    }
                });
    }

    private IdleWatcher.Builder builder() {
        return builder(IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT), verdict -> tell("stopped"));
    }

    private Optional<ShutDown> runUntilMorning(IdleWatcher watcher) throws InterruptedException {
        night.at(MORNING, watcher::close);
        return watcher.run();
    }

    private static Testimony sees(int clients) {
        List<Testimony.Sighting> open = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            open.add(new Testimony.Sighting(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 22),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000 + i)));
        }
        return new Testimony.Seen(open);
    }

    /** One answer after the other; the last one for ever. */
    private static Supplier<Testimony> oneAfterTheOther(Testimony... answers) {
        List<Testimony> rest = new ArrayList<>(List.of(answers));
        return () -> rest.size() > 1 ? rest.remove(0) : rest.get(0);
    }

    @Test
    void asksTheWitnessOnceInANightThatEndsIdle() throws InterruptedException {
        monitor.witnessed();
        night.at(Duration.ofMinutes(5), () -> monitor.closed(monitor.opened()));
        runUntilMorning(builder().build());
        assertThat(story).containsExactly("stopped after 15 min");
        assertThat(monitor.testimonies).isEqualTo(1);
        assertThat(unreadable).isEmpty();
    }

    @Test
    void stopsWithoutAWitness() throws InterruptedException {
        runUntilMorning(builder().build());
        assertThat(story).containsExactly("stopped after 10 min");
    }

    @Test
    void stopsNothingWhenTheWitnessSeesSomebodyAndBeginsTheIdleTimeAgain() throws InterruptedException {
        monitor.witnessed(oneAfterTheOther(sees(1), sees(5), sees(0)));
        runUntilMorning(builder().build());
        assertThat(unreadable)
                .containsExactly(
                        "fake sees nobody connected, but its witness (another fake) sees 1 connection:"
                                + " 127.0.0.1:50000 at 127.0.0.1:22",
                        "fake sees nobody connected, but its witness (another fake) sees 5 connections:"
                                + " 127.0.0.1:50000 at 127.0.0.1:22, 127.0.0.1:50001 at 127.0.0.1:22,"
                                + " 127.0.0.1:50002 at 127.0.0.1:22 and 2 more");
        assertThat(story).containsExactly("stopped after 30 min");
        assertThat(monitor.testimonies).isEqualTo(3);
    }

    @Test
    void opensTheDoorAgainWhenTheWitnessSeesSomebody() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR).witnessed(oneAfterTheOther(sees(1), sees(0)));
        runUntilMorning(builder().build());
        assertThat(monitor.recordedDoor().story).containsExactly("shut", "open", "shut", "keep shut");
    }

    @Test
    void stopsNothingWhileTheWitnessCannotLook() throws InterruptedException {
        monitor.witnessed(() -> new Testimony.Unreadable("/proc/net/tcp: Permission denied"));
        runUntilMorning(builder().build());
        assertThat(story).isEmpty();
        assertThat(unreadable)
                .contains("fake sees nobody connected, but its witness (another fake) cannot tell:"
                        + " /proc/net/tcp: Permission denied");
    }

    @Test
    void takesAWitnessThatThrowsForOneThatCannotLook() throws InterruptedException {
        monitor.witnessed(() -> {
            throw new ArithmeticException("a bug");
        });
        runUntilMorning(builder().build());
        assertThat(story).isEmpty();
        assertThat(unreadable)
                .contains("fake sees nobody connected, but its witness cannot tell:"
                        + " it threw java.lang.ArithmeticException: a bug");
    }

    @Test
    void looksAndAsksAgainAfterALongPreparation() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR).witnessed();
        IdleWatcher watcher = builder()
                .preparation(verdict -> {
                    monitor.recordedDoor().story.add("backup");
                    monitor.beforeRead(1, () -> monitor.recordedDoor().story.add("look"));
                    night.clock.advance(Duration.ofMinutes(3));
                    night.clockIncludingSuspend.advance(Duration.ofMinutes(3));
                })
                .build();
        assertThat(runUntilMorning(watcher)).contains(new ShutDown(Duration.ofMinutes(13), Cause.IDLE));
        assertThat(story).containsExactly("stopped after 13 min");
        assertThat(monitor.recordedDoor().story).containsExactly("backup", "shut", "look", "keep shut");
        assertThat(monitor.testimonies).isEqualTo(2);
    }

    @Test
    void callsTheStopOffForSomebodyWhoCameDuringThePreparation() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR).witnessed();
        List<Connection> came = new ArrayList<>();
        IdleWatcher watcher = builder()
                .preparation(verdict -> {
                    tell("backup");
                    if (came.isEmpty()) {
                        came.add(monitor.opened());
                        night.at(Duration.ofMinutes(60), () -> monitor.closed(came.get(0)));
                    }
                })
                .build();
        runUntilMorning(watcher);
        assertThat(story).containsExactly("backup after 10 min", "backup after 70 min", "stopped after 70 min");
        assertThat(monitor.recordedDoor().story).containsExactly("shut", "open", "shut", "keep shut");
    }

    @Test
    void callsTheStopOffForSomebodyWhomOnlyTheWitnessSeesAfterThePreparation() throws InterruptedException {
        monitor.witnessed(oneAfterTheOther(sees(0), sees(1), sees(0)));
        runUntilMorning(builder().preparation(verdict -> tell("backup")).build());
        assertThat(story).containsExactly("backup after 10 min", "backup after 20 min", "stopped after 20 min");
    }

    @Test
    void stopsNothingWhenThePreparationFails() throws InterruptedException {
        monitor.with(Capability.HOLDS_DOOR);
        IdleWatcher watcher = builder()
                .preparation(verdict -> {
                    night.at(night.elapsed().plusSeconds(1), monitor::opened);
                    throw new IOException("no backup");
                })
                .build();
        runUntilMorning(watcher);
        assertThat(story).containsExactly("no backup after 10 min");
        assertThat(monitor.recordedDoor().story).isEmpty();
    }

    private IdleWatcher impatient(ShutdownAction action) {
        IdleShutdownPolicy policy = IdleShutdownPolicy.builder(IDLE_TIMEOUT)
                .maxUnreadable(Duration.ofMinutes(30))
                .build();
        return IdleWatcher.builder(monitor, policy, action)
                .pause(night, night.clockIncludingSuspend)
                .build();
    }

    @Test
    void stopsAllTheSameAfterSoLongWithoutAReadableLook() throws InterruptedException {
        monitor.witnessed(() -> new Testimony.Unreadable("gone as well"));
        night.at(Duration.ofMinutes(5), () -> monitor.unreadable("gone"));
        Optional<ShutDown> verdict = runUntilMorning(impatient(stop -> tell("stopped for " + stop.cause())));
        assertThat(story).containsExactly("stopped for UNREADABLE after 35 min");
        assertThat(verdict).contains(new ShutDown(Duration.ofMinutes(30), Cause.UNREADABLE));
    }

    @Test
    void countsTheTimeOfAMonitorThatThrowsToo() throws InterruptedException {
        night.at(Duration.ofMinutes(5), () -> monitor.throwsOnRead(new ArithmeticException("a bug")));
        runUntilMorning(impatient(stop -> tell("stopped for " + stop.cause())));
        assertThat(story).containsExactly("stopped for UNREADABLE after 35 min");
    }

    @Test
    void countsAnewWhenALookSucceedsBetween() throws InterruptedException {
        night.at(Duration.ofMinutes(5), () -> monitor.unreadable("gone"));
        night.at(Duration.ofMinutes(34), monitor::readable);
        night.at(Duration.ofMinutes(36), () -> monitor.unreadable("gone"));
        runUntilMorning(impatient(stop -> tell("stopped for " + stop.cause())));
        assertThat(story).containsExactly("stopped for UNREADABLE after 66 min");
    }

    @Test
    void doesNotCountTheTimeThatTheMachineSlept() throws InterruptedException {
        night.at(Duration.ofMinutes(5), () -> monitor.unreadable("gone"));
        night.at(Duration.ofMinutes(15), () -> night.suspend(Duration.ofHours(7)));
        runUntilMorning(impatient(stop -> tell("stopped for " + stop.cause())));
        assertThat(story).containsExactly("stopped for UNREADABLE after 45 min");
    }

    @Test
    void doesNotStopAnUnreadableServiceWhoseClientsTheWitnessSees() throws InterruptedException {
        monitor.unreadable("gone");
        monitor.witnessed(() -> sees(1));
        runUntilMorning(impatient(stop -> tell("stopped for " + stop.cause())));
        assertThat(story).isEmpty();
        assertThat(monitor.testimonies).isBetween(14, 16);
    }

    @Test
    void confirmsByASecondLookThatNobodyCanTell() throws InterruptedException {
        monitor.unreadable("gone");
        night.at(Duration.ofMinutes(30), () -> monitor.beforeRead(2, monitor::readable));
        runUntilMorning(impatient(stop -> tell("stopped for " + stop.cause())));
        assertThat(story).containsExactly("stopped for IDLE after 40 min");
    }
}
