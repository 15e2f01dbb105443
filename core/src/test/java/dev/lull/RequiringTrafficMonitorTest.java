package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.contract.Loopback;
import dev.lull.contract.ManualClock;
import dev.lull.contract.RecordingListener;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RequiringTrafficMonitorTest {

    private static final InetSocketAddress PEER = new InetSocketAddress(Loopback.IPV4, 1000);
    private static final InetSocketAddress OTHER_PEER = new InetSocketAddress(Loopback.IPV4_OTHER, 1000);
    private static final TrafficThreshold THRESHOLD = new TrafficThreshold(1000, Duration.ofSeconds(10));

    private final ManualClock clock = new ManualClock();
    private final PushingMonitor beneath = new PushingMonitor(clock, "pushing");

    private ActivityMonitor requiring() {
        return Monitors.requiringTraffic(beneath, THRESHOLD);
    }

    private static ActivitySnapshot look(ActivityMonitor monitor) {
        return (ActivitySnapshot) monitor.read();
    }

    /** Looks once a second while a connection moves so much a second. */
    private ActivitySnapshot play(ActivityMonitor monitor, int seconds, long id, long bytesASecond) {
        for (int i = 0; i < seconds; i++) {
            clock.advance(Duration.ofSeconds(1));
            beneath.moved(id, bytesASecond, 0);
            look(monitor);
        }
        return look(monitor);
    }

    @Test
    void doesNotCountAHeartbeatOnceItIsKnownForAWindow() {
        ActivityMonitor monitor = requiring();
        long id = beneath.opened(PEER);
        assertThat(look(monitor).openConnections()).isEqualTo(1);
        assertThat(play(monitor, 9, id, 44).openConnections()).isEqualTo(1);
        assertThat(play(monitor, 1, id, 44).openConnections()).isZero();
        long quietSince = look(monitor).lastActivityNanos();
        assertThat(play(monitor, 30, id, 44).lastActivityNanos())
                .as("a heartbeat is no activity")
                .isEqualTo(quietSince);
    }

    @Test
    void countsAConnectionAgainThatMovesEnoughAgain() {
        ActivityMonitor monitor = requiring();
        long id = beneath.opened(PEER);
        look(monitor);
        assertThat(play(monitor, 20, id, 44).openConnections()).isZero();
        ActivitySnapshot busy = play(monitor, 1, id, 1000);
        assertThat(busy.openConnections()).isEqualTo(1);
        assertThat(busy.lastActivityNanos()).isEqualTo(clock.nanoTime());
    }

    @Test
    void itsWitnessDoesNotSeeWhoIsQuiet() {
        ActivityMonitor monitor = requiring();
        InetSocketAddress local = new InetSocketAddress(Loopback.IPV4, 22);
        Testimony.Sighting quiet = new Testimony.Sighting(local, PEER);
        Testimony.Sighting unknown = new Testimony.Sighting(local, OTHER_PEER);
        beneath.testifies(new Testimony.Seen(List.of(quiet, unknown)));
        long id = beneath.opened(PEER);
        look(monitor);
        assertThat(monitor.witness().testify()).isEqualTo(new Testimony.Seen(List.of(quiet, unknown)));
        play(monitor, 20, id, 44);
        assertThat(monitor.witness().testify())
                .as("one whom the monitor does not list is no quiet one")
                .isEqualTo(new Testimony.Seen(List.of(unknown)));
        play(monitor, 1, id, 1000);
        assertThat(monitor.witness().testify()).isEqualTo(new Testimony.Seen(List.of(quiet, unknown)));
    }

    @Test
    void passesOnHowManyEventsCouldNotBeTold() {
        RecordingListener heard = new RecordingListener();
        requiring().subscribe(heard);
        beneath.tellUntold(3, 2);
        assertThat(heard.story()).containsExactly("untold 3 and 2");
    }

    @Test
    void beginsIdleTimeAtTheCloseOfAConnectionThatCounted() {
        ActivityMonitor monitor = requiring();
        long id = beneath.opened(PEER);
        look(monitor);
        clock.advance(Duration.ofSeconds(4));
        beneath.closed(id);
        long closedAt = clock.nanoTime();
        clock.advance(Duration.ofSeconds(1));
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(closedAt);
    }

    @Test
    void takesAConnectionThatCameAndWentBetweenTwoLooksForActivity() {
        ActivityMonitor monitor = requiring();
        look(monitor);
        clock.advance(Duration.ofSeconds(3));
        beneath.closed(beneath.opened(PEER));
        long then = clock.nanoTime();
        clock.advance(Duration.ofSeconds(1));
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(then);
    }

    @Test
    void givesEarlierConnectionsTheBenefitOfTheDoubtForAWindow() {
        long id = beneath.earlier(PEER, new Traffic(1_000_000, 0));
        ActivityMonitor monitor = requiring();
        assertThat(look(monitor).openConnections()).isEqualTo(1);
        assertThat(play(monitor, 10, id, 0).openConnections()).isZero();
    }

    @Test
    void countsWhatIsCountedButNotListed() {
        ActivityMonitor monitor = requiring();
        beneath.unlisted(1);
        clock.advance(Duration.ofMinutes(1));
        assertThat(look(monitor).openConnections()).isEqualTo(1);
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(clock.nanoTime());
    }

    @Test
    void listsWhatCounted() {
        ActivityMonitor monitor = requiring();
        long quiet = beneath.opened(PEER);
        look(monitor);
        play(monitor, 20, quiet, 0);
        assertThat(monitor.connections()).isEmpty();
        long young = beneath.opened(PEER);
        assertThat(monitor.connections()).extracting(Connection::id).containsExactly(young);
    }

    @Test
    void canBeFilteredByPeersInEitherOrder() {
        List<Cidr> probes = List.of(Cidr.parse("127.0.0.2"));
        ActivityMonitor outside = Monitors.ignoringPeers(requiring(), probes);
        ActivityMonitor inside = Monitors.requiringTraffic(Monitors.ignoringPeers(beneath, probes), THRESHOLD);
        long quietUser = beneath.opened(PEER);
        long busyProbe = beneath.opened(OTHER_PEER);
        for (int second = 0; second < 20; second++) {
            clock.advance(Duration.ofSeconds(1));
            beneath.moved(quietUser, 1, 1);
            beneath.moved(busyProbe, 5000, 5000);
            look(outside);
            look(inside);
        }
        assertThat(look(outside).openConnections()).isZero();
        assertThat(look(inside).openConnections()).isZero();
        beneath.moved(quietUser, 5000, 0);
        assertThat(look(outside).openConnections()).isEqualTo(1);
        assertThat(look(inside).openConnections()).isEqualTo(1);
    }

    @Test
    void mustBeAskedButStillTellsOfEveryConnection() {
        beneath.with(Capability.HOLDS_DOOR);
        ActivityMonitor monitor = requiring();
        assertThat(monitor.capabilities())
                .doesNotContain(Capability.EVENTS)
                .contains(Capability.TRAFFIC, Capability.PER_CONNECTION, Capability.HOLDS_DOOR);
        RecordingListener heard = new RecordingListener();
        monitor.subscribe(heard);
        beneath.closed(beneath.opened(PEER));
        assertThat(heard.story()).containsExactly("opened 1", "closed 0");
        monitor.door().orElseThrow().open();
        assertThat(beneath.recordedDoor().story).containsExactly("open");
        assertThat(monitor.description()).isEqualTo("pushing, counting connections that move 1000 bytes in 10s");
    }

    @Test
    void passesOnThatTheMonitorBeneathIsUnreadable() {
        ActivityMonitor monitor = requiring();
        beneath.unreadable("no");
        assertThat(monitor.read()).isEqualTo(new Reading.Unreadable(clock.nanoTime(), "no"));
    }

    @Test
    void closesTheMonitorBeneath() {
        ActivityMonitor monitor = requiring();
        monitor.close();
        monitor.close();
        assertThat(beneath.isClosed()).isTrue();
        assertThatThrownBy(monitor::read).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(monitor::connections).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void refusesAMonitorThatDoesNotMeasureAndLeavesItOpen() {
        assertThatNullPointerException().isThrownBy(() -> Monitors.requiringTraffic(beneath, null));
        assertThatNullPointerException().isThrownBy(() -> Monitors.requiringTraffic(null, THRESHOLD));
        beneath.without(Capability.TRAFFIC);
        assertThatThrownBy(this::requiring)
                .isInstanceOf(StrategyException.class)
                .hasMessage("requiring traffic needs TRAFFIC, which pushing (pushing) lacks; open it with"
                        + " MonitorOptions.builder().measureTraffic(), or choose another strategy or source");
        beneath.with(Capability.TRAFFIC).without(Capability.PER_CONNECTION);
        assertThatThrownBy(this::requiring)
                .isInstanceOf(StrategyException.class)
                .hasMessageContaining("PER_CONNECTION");
        assertThat(beneath.isClosed()).isFalse();
    }
}
