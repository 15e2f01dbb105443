package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.Loopback;
import dev.lull.metrics.WatchFigures;
import dev.lull.metrics.WatchState;
import dev.lull.metrics.WatchTally;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is counted of a service with an idle timeout of ten minutes. */
final class WatchTallyTest {

    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);
    private static final InetSocketAddress CLIENT = new InetSocketAddress(Loopback.IPV4, 40_000);

    private final Night night = new Night();
    private final PushingMonitor monitor = new PushingMonitor(night.clock, "pushing");
    private final WatchTally tally = new WatchTally(monitor, night.clock);
    private final List<WatchFigures> seen = new ArrayList<>();

    private void lookAt(Duration moment) {
        night.at(moment, () -> seen.add(tally.figures()));
    }

    private IdleWatcher.Builder watcher() {
        return IdleWatcher.builder(monitor, IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT), verdict -> {})
                .listener(tally)
                .pause(night, night.clockIncludingSuspend);
    }

    @Test
    void knowsOfNothingBeforeTheFirstLook() {
        monitor.unreadable("on purpose");
        WatchFigures figures = tally.figures();
        assertThat(figures.state()).isEqualTo(WatchState.STARTING);
        assertThat(figures.open()).isEmpty();
        assertThat(figures.idleFor()).isEmpty();
        assertThat(figures.stopsIn()).isEmpty();
        assertThat(figures.looks()).isZero();
    }

    @Test
    void countsDownWhileNobodyIsConnectedAlsoBetweenLooks() throws InterruptedException {
        lookAt(Duration.ofMinutes(1));
        lookAt(Duration.ofMinutes(4));
        assertThat(watcher().build().run()).isPresent();
        assertThat(seen)
                .extracting(figures -> figures.idleFor().orElseThrow())
                .containsExactly(Duration.ofMinutes(1), Duration.ofMinutes(4));
        assertThat(seen)
                .extracting(figures -> figures.stopsIn().orElseThrow())
                .containsExactly(Duration.ofMinutes(9), Duration.ofMinutes(6));
        assertThat(tally.figures().state()).isEqualTo(WatchState.STOPPING);
        assertThat(tally.figures().stops()).isEqualTo(Map.of(Verdict.Cause.IDLE, 1L));
    }

    /** Between two looks a quarter of an hour may pass. */
    @Test
    void seesWhoIsConnectedNowAndNotAtTheWatchersLatestLook() throws InterruptedException {
        night.at(Duration.ofMinutes(1), () -> monitor.moved(monitor.opened(CLIENT), 100, 7));
        night.at(Duration.ofMinutes(2), () -> monitor.opened(CLIENT));
        lookAt(Duration.ofMinutes(2).plusMillis(1));
        IdleWatcher watcher = watcher().build();
        night.at(Duration.ofMinutes(3), watcher::close);
        assertThat(watcher.run()).isEmpty();
        WatchFigures figures = seen.get(0);
        assertThat(figures.open().orElseThrow().openConnections()).isEqualTo(2);
        assertThat(figures.openedTotal()).isEqualTo(2);
        assertThat(figures.traffic()).contains(new Traffic(100, 7));
        assertThat(figures.idleFor()).contains(Duration.ZERO);
        assertThat(figures.stopsIn()).isEmpty();
    }

    @Test
    void takesOneLookInASecondHoweverOftenItIsAsked() {
        FakeMonitor pushing = new FakeMonitor(night.clock).with(Capability.EVENTS);
        WatchTally asked = new WatchTally(pushing, night.clock);
        int[] looks = {0};
        for (int n = 1; n <= 3; n++) {
            pushing.beforeRead(n, () -> looks[0]++);
        }
        for (int i = 0; i < 1000; i++) {
            asked.figures();
        }
        assertThat(looks[0]).isEqualTo(1);
        night.clock.advance(Duration.ofSeconds(1));
        asked.figures();
        assertThat(looks[0]).isEqualTo(2);
    }

    @Test
    void leavesAMonitorAloneThatCannotPush() {
        FakeMonitor poller = new FakeMonitor(night.clock);
        int[] looks = {0};
        poller.beforeRead(1, () -> looks[0]++);
        WatchTally asked = new WatchTally(poller, night.clock);
        assertThat(asked.figures().open()).isEmpty();
        assertThat(looks[0]).isZero();
    }

    @Test
    void doesNotTakeWhatItCannotSeeForNobody() throws InterruptedException {
        monitor.opened(CLIENT);
        night.at(Duration.ofMinutes(1), () -> monitor.unreadable("on purpose"));
        lookAt(Duration.ofMinutes(20));
        IdleWatcher watcher = watcher().build();
        night.at(Duration.ofMinutes(21), watcher::close);
        assertThat(watcher.run()).isEmpty();
        assertThat(seen.get(0).open()).isEmpty();
        assertThat(seen.get(0).idleFor()).isEmpty();
        assertThat(seen.get(0).openedTotal()).as("a counter never goes back").isEqualTo(1);
        assertThat(seen.get(0).failedLooks())
                .isPositive()
                .isLessThan(seen.get(0).looks());
    }

    @Test
    void answersStillWhenTheMonitorIsClosed() {
        monitor.opened(CLIENT);
        tally.figures();
        monitor.close();
        night.clock.advance(Duration.ofMinutes(1));
        assertThat(tally.figures().openedTotal()).isEqualTo(1);
    }

    @Test
    void tellsWhatCallsAStopOff() throws InterruptedException {
        boolean[] objected = {false};
        IdleWatcher watcher = watcher()
                .warnBefore(Duration.ofMinutes(1))
                .veto(verdict -> {
                    if (objected[0]) {
                        return Optional.empty();
                    }
                    objected[0] = true;
                    return Optional.of(new Veto.Objection("not yet", Duration.ofMinutes(5)));
                })
                .build();
        lookAt(Duration.ofMinutes(9).plusSeconds(30));
        lookAt(Duration.ofMinutes(11));
        assertThat(watcher.run()).isPresent();
        assertThat(seen.get(0).state()).isEqualTo(WatchState.WARNING);
        assertThat(seen.get(1).state()).isEqualTo(WatchState.WATCHING);
        assertThat(seen.get(1).calledOff()).isEqualTo(Map.of(WatchFigures.CalledOff.VETO, 1L));
        assertThat(seen.get(1).stopsIn()).contains(Duration.ofMinutes(4));
    }

    @Test
    void saysThatAHoldKeepsItUp() throws InterruptedException {
        IdleWatcher watcher =
                watcher().hold(Hold.lease("maintenance", Long.MAX_VALUE)).build();
        lookAt(Duration.ofMinutes(30));
        night.at(Duration.ofMinutes(31), watcher::close);
        assertThat(watcher.run()).isEmpty();
        assertThat(seen.get(0).isHeld()).isTrue();
        assertThat(seen.get(0).idleFor()).contains(Duration.ZERO);
    }

    @Test
    void countsSleepsAndWakesAndHowLongTheyTook() throws InterruptedException {
        Sleeper sleeper = Sleeper.builder(
                        monitor,
                        IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT),
                        Sleepable.call(() -> {}, () -> night.clock.advance(Duration.ofSeconds(3))))
                .pause(night, night.clock, night.clockIncludingSuspend)
                .whileAwake(watcher -> watcher.listener(tally))
                .whileAsleep(watcher -> watcher.listener(tally))
                .listener(tally)
                .build();
        lookAt(Duration.ofMinutes(30));
        night.at(Duration.ofHours(1), () -> monitor.opened(CLIENT));
        lookAt(Duration.ofHours(1).plusMinutes(1));
        night.at(Duration.ofHours(2), sleeper::close);
        assertThat(sleeper.run()).isEmpty();
        assertThat(seen.get(0).state()).isEqualTo(WatchState.ASLEEP);
        assertThat(seen.get(0).sleeps()).isEqualTo(1);
        assertThat(seen.get(0).stopsIn()).as("it sleeps until somebody comes").isEmpty();
        assertThat(seen.get(1).state()).isEqualTo(WatchState.WATCHING);
        assertThat(seen.get(1).wakes()).isEqualTo(Map.of(Wake.Cause.IN_USE, 1L));
        assertThat(seen.get(1).waking()).isEqualTo(Duration.ofSeconds(3));
    }
}
