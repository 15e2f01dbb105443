package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.contract.Loopback;
import dev.lull.contract.ManualClock;
import dev.lull.contract.RecordingListener;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LeavingOutProbesMonitorTest {

    private static final InetSocketAddress PEER = new InetSocketAddress(Loopback.IPV4, 1000);
    private static final InetSocketAddress OTHER_PEER = new InetSocketAddress(Loopback.IPV4_OTHER, 1000);
    private static final ProbeLimit LIMIT = new ProbeLimit(Duration.ofSeconds(2), 1000);
    private static final TrafficThreshold THRESHOLD = new TrafficThreshold(1000, Duration.ofSeconds(10));

    private final ManualClock clock = new ManualClock();
    private final PushingMonitor beneath = new PushingMonitor(clock, "pushing");

    private ActivityMonitor leavingOut() {
        return Monitors.leavingOutProbes(beneath, LIMIT);
    }

    private static ActivitySnapshot look(ActivityMonitor monitor) {
        return (ActivitySnapshot) monitor.read();
    }

    private void pass(Duration time) {
        clock.advance(time);
    }

    private void probe() {
        long id = beneath.opened(OTHER_PEER);
        pass(Duration.ofMillis(10));
        beneath.moved(id, 200, 300);
        beneath.closed(id);
    }

    @Test
    void countsAProbeWhileItIsOpenAndGoesBackToWhatWasBeforeOnceItHasClosed() {
        ActivityMonitor monitor = leavingOut();
        ActivitySnapshot before = look(monitor);
        pass(Duration.ofMinutes(1));
        long id = beneath.opened(PEER);
        assertThat(look(monitor).openConnections()).isEqualTo(1);
        pass(Duration.ofMillis(1999));
        beneath.moved(id, 999, 0);
        beneath.closed(id);
        ActivitySnapshot after = look(monitor);
        assertThat(after.openConnections()).isZero();
        assertThat(after.lastActivityNanos()).isEqualTo(before.lastActivityNanos());
        assertThat(after.openedTotal()).isEqualTo(1);
        assertThat(after.traffic()).contains(new Traffic(999, 0));
    }

    @Test
    void takesForUseWhatLastedAsLongAsTheLimit() {
        ActivityMonitor monitor = leavingOut();
        look(monitor);
        long id = beneath.opened(PEER);
        pass(Duration.ofSeconds(2));
        beneath.closed(id);
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(clock.nanoTime());
    }

    @Test
    void takesForUseWhatMovedAsMuchAsTheLimitInBothDirectionsTogether() {
        ActivityMonitor monitor = leavingOut();
        look(monitor);
        pass(Duration.ofMinutes(1));
        long id = beneath.opened(PEER);
        beneath.moved(id, 300, 700);
        beneath.closed(id);
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(clock.nanoTime());
    }

    @Test
    void takesForUseWhatNobodyMeasured() {
        ActivityMonitor monitor = leavingOut();
        look(monitor);
        pass(Duration.ofMinutes(1));
        Connection gone = beneath.closedUntold(beneath.opened(PEER));
        beneath.tellClosed(
                new Connection(
                        gone.id(),
                        gone.local(),
                        gone.remote(),
                        gone.sinceNanos(),
                        OptionalLong.empty(),
                        Optional.empty()),
                clock.nanoTime());
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(clock.nanoTime());
    }

    @Test
    void takesForUseTheEndOfAConnectionThatIsOlderThanTheMonitor() {
        long id = beneath.earlier(PEER, Traffic.NONE);
        ActivityMonitor monitor = leavingOut();
        look(monitor);
        pass(Duration.ofSeconds(1));
        beneath.closed(id);
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(clock.nanoTime());
    }

    @Test
    void knowsTwoProbesApartThatOverlap() {
        ActivityMonitor monitor = leavingOut();
        long before = look(monitor).lastActivityNanos();
        pass(Duration.ofMinutes(1));
        long one = beneath.opened(PEER);
        pass(Duration.ofSeconds(1));
        long other = beneath.opened(OTHER_PEER);
        beneath.closed(one);
        assertThat(look(monitor).openConnections()).isEqualTo(1);
        pass(Duration.ofSeconds(1));
        beneath.closed(other);
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(before);
    }

    @Test
    void beginsIdleTimeWithTheEndOfTheUserWhomAProbeOverlapped() {
        ActivityMonitor monitor = leavingOut();
        long user = beneath.opened(PEER);
        pass(Duration.ofMinutes(1));
        long probe = beneath.opened(OTHER_PEER);
        pass(Duration.ofSeconds(1));
        look(monitor);
        beneath.closed(user);
        long userLeft = clock.nanoTime();
        pass(Duration.ofMillis(500));
        beneath.closed(probe);
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(userLeft);
    }

    @Test
    void beginsIdleTimeWithTheEndOfAUserWithinWhoseVisitAProbeCameAndWent() {
        ActivityMonitor monitor = leavingOut();
        long user = beneath.opened(PEER);
        pass(Duration.ofMinutes(1));
        probe();
        assertThat(look(monitor).openConnections()).isEqualTo(1);
        pass(Duration.ofMinutes(1));
        beneath.closed(user);
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(clock.nanoTime());
    }

    @Test
    void takesForUseWhateverWasNotTold() {
        ActivityMonitor monitor = leavingOut();
        look(monitor);
        pass(Duration.ofMinutes(1));
        beneath.closedUntold(beneath.openedUntold(PEER));
        beneath.tellUntold(1, 1);
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(clock.nanoTime());
        long known = clock.nanoTime();
        pass(Duration.ofMinutes(1));
        probe();
        assertThat(look(monitor).lastActivityNanos())
                .as("a probe after it leaves no trace again")
                .isEqualTo(known);
    }

    @Test
    void takesForUseOneWhoseEventsAreLostAtEitherEnd() {
        ActivityMonitor monitor = leavingOut();
        look(monitor);
        pass(Duration.ofMinutes(1));
        long unannounced = beneath.openedUntold(PEER);
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(clock.nanoTime());
        pass(Duration.ofSeconds(1));
        beneath.closed(unannounced);
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(clock.nanoTime());
        pass(Duration.ofMinutes(1));
        Connection unsaid = beneath.closedUntold(beneath.opened(PEER));
        assertThat(unsaid.traffic()).contains(Traffic.NONE);
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(clock.nanoTime());
    }

    @Test
    void waitsForAnEventThatIsOnItsWay() {
        AtomicInteger looks = new AtomicInteger();
        Connection[] onItsWay = new Connection[1];
        ActivityMonitor late = new ForwardingMonitor(beneath) {
            @Override
            public Reading read() {
                Reading reading = monitor.read();
                if (onItsWay[0] != null && looks.incrementAndGet() == 1) {
                    beneath.tellClosed(onItsWay[0], clock.nanoTime());
                }
                return reading;
            }
        };
        ActivityMonitor monitor = Monitors.leavingOutProbes(late, LIMIT);
        long before = look(monitor).lastActivityNanos();
        pass(Duration.ofMinutes(1));
        onItsWay[0] = beneath.closedUntold(beneath.opened(PEER));
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(before);
    }

    @Test
    void countsWhatIsCountedButNotListedUntilItIsGone() {
        ActivityMonitor monitor = leavingOut();
        look(monitor);
        beneath.unlisted(1);
        pass(Duration.ofMinutes(1));
        assertThat(look(monitor).openConnections()).isEqualTo(1);
        beneath.unlisted(0);
        beneath.closedUntold(beneath.openedUntold(PEER)); // moves the time of the latest activity
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(clock.nanoTime());
    }

    @Test
    void tellsOfProbesAndThatTheyLeftNoTrace() {
        ActivityMonitor monitor = leavingOut();
        RecordingListener heard = new RecordingListener();
        Subscription subscription = monitor.subscribe(heard);
        probe();
        long user = beneath.opened(PEER);
        pass(Duration.ofMinutes(1));
        beneath.closed(user);
        assertThat(heard.story()).containsExactly("opened 1", "closed 0", "opened 1", "closed 0");
        assertThat(heard.events())
                .filteredOn(ConnectionEvent.Closed.class::isInstance)
                .extracting(event -> ((ConnectionEvent.Closed) event).leftNoTrace())
                .containsExactly(true, false);
        subscription.close();
        beneath.tellUntold(1, 1);
        assertThat(heard.story()).hasSize(4);
    }

    @Test
    void wakesWhoWaitsForUseWhenAProbeComesAndWhenItGoes() {
        AtomicInteger woken = new AtomicInteger();
        leavingOut().subscribeToUse(woken::incrementAndGet);
        probe();
        assertThat(woken).hasValue(2);
    }

    @Test
    void leavesIgnoredPeersOutAsWell() {
        ActivityMonitor monitor =
                Monitors.leavingOutProbes(Monitors.ignoringPeers(beneath, List.of(Cidr.parse("127.0.0.2"))), LIMIT);
        long before = look(monitor).lastActivityNanos();
        pass(Duration.ofMinutes(1));
        long ignored = beneath.opened(OTHER_PEER);
        pass(Duration.ofMinutes(1));
        beneath.moved(ignored, 5000, 5000);
        beneath.closed(ignored);
        beneath.closed(beneath.opened(PEER));
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(before);
        RecordingListener heard = new RecordingListener();
        ActivityMonitor outside = Monitors.ignoringPeers(leavingOut(), List.of());
        outside.subscribe(heard);
        probe();
        assertThat(((ConnectionEvent.Closed) heard.events().get(1)).leftNoTrace())
                .isTrue();
    }

    @Test
    void leavesNoTraceBesideAPooledConnectionThatIsTooQuietToCount() {
        ActivityMonitor monitor = Monitors.requiringTraffic(leavingOut(), THRESHOLD);
        beneath.opened(PEER);
        look(monitor);
        pass(Duration.ofSeconds(10));
        ActivitySnapshot quiet = look(monitor);
        assertThat(quiet.openConnections()).isZero();
        for (int i = 0; i < 30; i++) {
            pass(Duration.ofSeconds(1));
            long probe = beneath.opened(OTHER_PEER);
            assertThat(look(monitor).openConnections()).isEqualTo(1);
            pass(Duration.ofMillis(100));
            beneath.moved(probe, 100, 100);
            assertThat(look(monitor).openConnections()).isEqualTo(1);
            beneath.closed(probe);
            ActivitySnapshot after = look(monitor);
            assertThat(after.openConnections()).isZero();
            assertThat(after.lastActivityNanos()).isEqualTo(quiet.lastActivityNanos());
        }
    }

    @Test
    void beginsIdleTimeWithAUserWhoStaysAndGrowsQuiet() {
        TrafficThreshold quick = new TrafficThreshold(10, Duration.ofSeconds(1));
        ActivityMonitor monitor = Monitors.requiringTraffic(leavingOut(), quick);
        look(monitor);
        pass(Duration.ofMinutes(1));
        beneath.opened(PEER);
        assertThat(look(monitor).openConnections()).isEqualTo(1);
        pass(Duration.ofMillis(1500));
        assertThat(look(monitor).openConnections()).isZero();
        pass(Duration.ofSeconds(1));
        assertThat(look(monitor).lastActivityNanos())
                .as("too old for a probe by now")
                .isEqualTo(clock.nanoTime());
        long quietSince = clock.nanoTime();
        pass(Duration.ofSeconds(5));
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(quietSince);
    }

    @Test
    void beginsIdleTimeWithAUserWhoGrewBusyUnderTheRequiredTraffic() {
        ActivityMonitor monitor = Monitors.requiringTraffic(leavingOut(), THRESHOLD);
        long user = beneath.opened(PEER);
        look(monitor);
        pass(Duration.ofMinutes(1));
        assertThat(look(monitor).openConnections()).isZero();
        beneath.moved(user, 5000, 0);
        assertThat(look(monitor).openConnections()).isEqualTo(1);
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(clock.nanoTime());
    }

    @Test
    void isOneOfSeveralMonitors() {
        PushingMonitor plain = new PushingMonitor(clock, "plain");
        ActivityMonitor any = Monitors.anyOf(List.of(leavingOut(), plain));
        RecordingListener heard = new RecordingListener();
        any.subscribe(heard);
        long before = look(any).lastActivityNanos();
        pass(Duration.ofMinutes(1));
        probe();
        assertThat(look(any).lastActivityNanos()).isEqualTo(before);
        assertThat(((ConnectionEvent.Closed) heard.events().get(1)).leftNoTrace())
                .isTrue();
        plain.closed(plain.opened(PEER));
        assertThat(look(any).lastActivityNanos()).isEqualTo(clock.nanoTime());
    }

    @Test
    void doesNotKeepUpAServiceThatIsProbedAllTheTime() throws Exception {
        ActivityMonitor monitor = leavingOut();
        IdleShutdownPolicy policy = IdleShutdownPolicy.idleAfter(Duration.ofMinutes(5));
        long openedAt = clock.nanoTime();
        int probes = 0;
        while (policy.evaluate(openedAt, monitor.read(), List.of()) instanceof Verdict.KeepRunning keep) {
            assertThat(keep.why()).isEqualTo(Verdict.Why.NOT_IDLE_LONG_ENOUGH);
            pass(Duration.ofSeconds(5));
            long id = beneath.opened(PEER);
            assertThat(policy.evaluate(openedAt, monitor.read(), List.of()))
                    .as("nothing is stopped while it is open")
                    .isInstanceOfSatisfying(Verdict.KeepRunning.class, open -> assertThat(open.why())
                            .isEqualTo(Verdict.Why.IN_USE));
            beneath.closed(id);
            probes++;
        }
        assertThat(probes).isEqualTo(60);
    }

    @Test
    void passesOnThatTheMonitorBeneathIsUnreadable() {
        ActivityMonitor monitor = leavingOut();
        beneath.unreadable("no");
        assertThat(monitor.read()).isEqualTo(new Reading.Unreadable(clock.nanoTime(), "no"));
    }

    @Test
    void closesTheMonitorBeneath() {
        ActivityMonitor monitor = leavingOut();
        monitor.close();
        monitor.close();
        assertThat(beneath.isClosed()).isTrue();
        assertThatThrownBy(monitor::read).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> monitor.subscribe(event -> {})).isInstanceOf(IllegalStateException.class);
        beneath.tellUntold(1, 1);
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void refusesAMonitorThatDoesNotHearWhatWasCarriedAndLeavesItOpen() {
        assertThatNullPointerException().isThrownBy(() -> Monitors.leavingOutProbes(beneath, null));
        assertThatNullPointerException().isThrownBy(() -> Monitors.leavingOutProbes(null, LIMIT));
        ActivityMonitor wrongOrder = Monitors.requiringTraffic(beneath, THRESHOLD);
        assertThatThrownBy(() -> Monitors.leavingOutProbes(wrongOrder, LIMIT))
                .isInstanceOf(StrategyException.class)
                .hasMessageContaining("require traffic around it, not beneath");
        beneath.without(Capability.EVENTS);
        assertThatThrownBy(this::leavingOut)
                .isInstanceOf(StrategyException.class)
                .hasMessageStartingWith("leaving out probes needs EVENTS, which pushing (pushing) lacks; choose a"
                        + " strategy that hears of each connection as it closes");
        beneath.with(Capability.EVENTS).without(Capability.TRAFFIC);
        assertThatThrownBy(this::leavingOut)
                .isInstanceOf(StrategyException.class)
                .hasMessageContaining("needs TRAFFIC");
        beneath.with(Capability.TRAFFIC).without(Capability.PER_CONNECTION);
        assertThatThrownBy(this::leavingOut)
                .isInstanceOf(StrategyException.class)
                .hasMessageContaining("PER_CONNECTION");
        assertThat(beneath.isClosed()).isFalse();
    }

    @Test
    void saysWhatItLeavesOut() {
        assertThat(leavingOut().description()).isEqualTo("pushing, leaving out probes (under 2s and 1000 bytes)");
        assertThatIllegalArgumentException().isThrownBy(() -> new ProbeLimit(Duration.ZERO, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ProbeLimit(Duration.ofSeconds(1), 0));
    }
}
