package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.contract.Latch;
import dev.lull.contract.Loopback;
import dev.lull.contract.ManualClock;
import dev.lull.contract.RecordingListener;
import dev.lull.spi.OwnEnds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class IgnoringPeersMonitorTest {

    private static final InetSocketAddress PROBE = new InetSocketAddress(Loopback.IPV4, 1000);
    private static final InetSocketAddress USER = new InetSocketAddress(Loopback.IPV4_OTHER, 2000);
    private static final List<Cidr> PROBES = List.of(Cidr.parse("127.0.0.1"), Cidr.parse("10.0.0.0/8"));
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** The common pool may have one thread only. */
    private static final Executor ON_A_THREAD_OF_ITS_OWN = task -> new Thread(task).start();

    private final ManualClock clock = new ManualClock();
    private final PushingMonitor beneath = new PushingMonitor(clock, "pushing");
    private final RecordingListener heard = new RecordingListener();

    private ActivityMonitor ignoring() {
        ActivityMonitor monitor = Monitors.ignoringPeers(beneath, PROBES);
        monitor.subscribe(heard);
        return monitor;
    }

    private static ActivitySnapshot look(ActivityMonitor monitor) {
        return (ActivitySnapshot) monitor.read();
    }

    @Test
    void showsNothingOfAnIgnoredPeer() {
        ActivityMonitor monitor = ignoring();
        ActivitySnapshot before = look(monitor);
        clock.advance(SECOND);
        long probe = beneath.opened(PROBE);
        beneath.moved(probe, 100, 100);
        assertThat(look(monitor).openConnections()).isZero();
        assertThat(monitor.connections()).isEmpty();
        clock.advance(SECOND);
        beneath.closed(probe);
        ActivitySnapshot after = look(monitor);
        assertThat(after.openedTotal()).isZero();
        assertThat(after.lastActivityNanos()).isEqualTo(before.lastActivityNanos());
        assertThat(after.traffic()).contains(Traffic.NONE);
        assertThat(heard.events()).isEmpty();
    }

    @Test
    void showsNothingOfWhatThisProgramItselfConnects() {
        OwnEnds own = new OwnEnds(clock);
        ActivityMonitor monitor = Monitors.ignoringPeers(beneath, List.of(), own);
        monitor.subscribe(heard);
        ActivitySnapshot before = look(monitor);
        clock.advance(SECOND);
        own.add(USER);
        long ours = beneath.opened(USER);
        long user = beneath.opened(PROBE);
        assertThat(look(monitor).openConnections()).isEqualTo(1);
        assertThat(monitor.connections()).extracting(Connection::remote).containsExactly(PROBE);
        clock.advance(SECOND);
        own.remove(USER);
        beneath.closed(ours);
        beneath.closed(user);
        clock.advance(SECOND);
        assertThat(look(monitor).openConnections()).isZero();
        assertThat(look(monitor).openedTotal()).isEqualTo(before.openedTotal() + 1);
        assertThat(heard.story()).containsExactly("opened 1", "closed 0");
        beneath.opened(USER);
        assertThat(look(monitor).openConnections())
                .as("somebody else has that port by now")
                .isEqualTo(1);
    }

    @Test
    void looksWhileAListenerDoesNotReturn() throws Exception {
        ActivityMonitor monitor = Monitors.ignoringPeers(beneath, PROBES);
        Latch stuck = new Latch();
        Latch goOn = new Latch();
        monitor.subscribe(event -> {
            stuck.open();
            goOn.await();
        });
        CompletableFuture<Void> telling =
                CompletableFuture.runAsync(() -> beneath.opened(USER), ON_A_THREAD_OF_ITS_OWN);
        stuck.await();
        CompletableFuture<ActivitySnapshot> looking =
                CompletableFuture.supplyAsync(() -> look(monitor), ON_A_THREAD_OF_ITS_OWN);
        assertThat(looking.get(30, TimeUnit.SECONDS).openConnections()).isEqualTo(1);
        goOn.open();
        telling.get(30, TimeUnit.SECONDS);
    }

    @Test
    void countsTheOthersBesideIgnoredPeers() {
        ActivityMonitor monitor = ignoring();
        long probe = beneath.opened(PROBE);
        long user = beneath.opened(USER);
        beneath.moved(probe, 1000, 1000);
        beneath.moved(user, 3, 4);
        ActivitySnapshot seen = look(monitor);
        assertThat(seen.openConnections()).isEqualTo(1);
        assertThat(seen.openedTotal()).isEqualTo(1);
        assertThat(seen.traffic()).contains(new Traffic(3, 4));
        assertThat(monitor.connections()).extracting(Connection::remote).containsExactly(USER);
        clock.advance(SECOND);
        beneath.closed(user);
        ActivitySnapshot after = look(monitor);
        assertThat(after.openConnections()).isZero();
        assertThat(after.lastActivityNanos()).isEqualTo(clock.nanoTime());
        assertThat(after.traffic()).contains(new Traffic(3, 4));
        assertThat(heard.story()).containsExactly("opened 1", "closed 0");
    }

    @Test
    void countsEarlierConnectionsAndWhatTheyCarrySince() {
        long user = beneath.earlier(USER, new Traffic(500, 600));
        beneath.earlier(PROBE, new Traffic(7, 7));
        ActivityMonitor monitor = ignoring();
        assertThat(look(monitor).openConnections()).isEqualTo(1);
        assertThat(look(monitor).traffic()).contains(Traffic.NONE);
        beneath.moved(user, 5, 6);
        assertThat(look(monitor).traffic()).contains(new Traffic(5, 6));
        beneath.opened(USER);
        beneath.closed(user);
        assertThat(look(monitor).traffic()).contains(new Traffic(5, 6));
        assertThat(heard.story()).containsExactly("opened 2", "closed 1");
    }

    @Test
    void takesOpenedConnectionsThatNobodyNamedForActivity() {
        ActivityMonitor monitor = ignoring();
        look(monitor);
        clock.advance(SECOND);
        beneath.closedUntold(beneath.openedUntold(PROBE)); // an ignored one, but who knows
        ActivitySnapshot seen = look(monitor);
        assertThat(seen.lastActivityNanos()).isEqualTo(clock.nanoTime());
        assertThat(seen.openedTotal()).isEqualTo(1);
        clock.advance(SECOND);
        assertThat(look(monitor).lastActivityNanos()).as("only once").isEqualTo(seen.lastActivityNanos());
        assertThat(look(monitor).openedTotal()).isEqualTo(1);
    }

    @Test
    void takesForActivityOnlyWhatCameSinceItWasOpened() {
        beneath.opened(USER);
        beneath.closed(beneath.opened(PROBE));
        long before = clock.nanoTime();
        ActivityMonitor monitor = ignoring();
        clock.advance(SECOND);
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(before);
        assertThat(look(monitor).openedTotal()).isZero();
    }

    @Test
    void takesAConnectionThatIsGoneFromTheListForActivityThoughItsEventHasNotCome() {
        ActivityMonitor monitor = ignoring();
        long user = beneath.opened(USER);
        look(monitor);
        clock.advance(Duration.ofSeconds(4));
        long closedAt = clock.nanoTime();
        Connection gone = beneath.closedUntold(user);
        clock.advance(Duration.ofMillis(20));
        long looked = clock.nanoTime();
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(looked);
        clock.advance(SECOND);
        assertThat(look(monitor).lastActivityNanos()).as("only once").isEqualTo(looked);
        beneath.tellClosed(gone, closedAt);
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(looked);
        assertThat(heard.story()).containsExactly("opened 1", "closed 0");
    }

    @Test
    void takesTheMomentOfTheEventWhereItHasCome() {
        ActivityMonitor monitor = ignoring();
        long user = beneath.opened(USER);
        look(monitor);
        clock.advance(SECOND);
        beneath.closed(user);
        long closedAt = clock.nanoTime();
        clock.advance(SECOND);
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(closedAt);
    }

    @Test
    void doesNotTakeAnIgnoredConnectionForUseThatClosesBetweenTheCountAndTheList() {
        ActivityMonitor monitor = ignoring();
        long before = look(monitor).lastActivityNanos();
        clock.advance(SECOND);
        long probe = beneath.opened(PROBE);
        beneath.whenListed(() -> {
            beneath.whenListed(() -> {});
            beneath.closed(probe);
        });
        assertThat(look(monitor).openConnections()).isZero();
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(before);
    }

    @Test
    void doesNotTakeAnIgnoredConnectionForActivityWhoseEventIsOnItsWay() {
        ActivityMonitor monitor = ignoring();
        long before = look(monitor).lastActivityNanos();
        clock.advance(SECOND);
        long probe = beneath.openedUntold(PROBE);
        beneath.whenListed(() -> {
            beneath.whenListed(() -> {});
            beneath.tellOpened(probe);
        });
        assertThat(look(monitor).lastActivityNanos()).isEqualTo(before);
        assertThat(look(monitor).openedTotal()).isZero();
    }

    @Test
    void passesOnHowManyEventsCouldNotBeTold() {
        ignoring();
        long user = beneath.opened(USER);
        beneath.closedUntold(user);
        beneath.openedUntold(USER);
        beneath.openedUntold(USER);
        beneath.tellUntold(2, 1);
        beneath.opened(USER);
        assertThat(heard.story()).containsExactly("opened 1", "untold 2 and 1", "opened 3");
    }

    @Test
    void itsWitnessDoesNotSeeIgnoredPeers() {
        InetSocketAddress local = new InetSocketAddress(Loopback.IPV4, 22);
        Testimony.Sighting user = new Testimony.Sighting(local, USER);
        beneath.testifies(new Testimony.Seen(List.of(new Testimony.Sighting(local, PROBE), user)));
        ActivityMonitor monitor = ignoring();
        assertThat(monitor.witness().testify()).isEqualTo(new Testimony.Seen(List.of(user)));
        assertThat(monitor.witness().description()).isEqualTo("the witness of pushing");
        Testimony cannot = new Testimony.Unreadable("gone");
        beneath.testifies(cannot);
        assertThat(monitor.witness().testify()).isEqualTo(cannot);
    }

    @Test
    void countsWhatIsCountedButNotListed() {
        ActivityMonitor monitor = ignoring();
        beneath.opened(PROBE);
        beneath.unlisted(2);
        assertThat(look(monitor).openConnections()).isEqualTo(2);
    }

    @Test
    void countsAPeerWhoseAddressIsNotKnown() {
        ActivityMonitor monitor = ignoring();
        beneath.opened(InetSocketAddress.createUnresolved("somebody.test", 1));
        assertThat(look(monitor).openConnections()).isEqualTo(1);
        assertThat(heard.story()).containsExactly("opened 1");
    }

    @Test
    void isNotKeptUpByShortIgnoredConnections() {
        ActivityMonitor monitor = ignoring();
        IdleShutdownPolicy policy = IdleShutdownPolicy.idleAfter(Duration.ofSeconds(60));
        long openedAt = look(monitor).takenAtNanos();
        for (int second = 0; second < 60; second += 5) {
            clock.advance(Duration.ofSeconds(5));
            beneath.closed(beneath.opened(PROBE));
        }
        assertThat(policy.evaluate(openedAt, monitor.read(), List.of()))
                .isEqualTo(new Verdict.ShutDown(Duration.ofSeconds(60)));
    }

    @Test
    void passesOnThatTheMonitorBeneathIsUnreadable() {
        ActivityMonitor monitor = ignoring();
        beneath.unreadable("no");
        assertThat(monitor.read()).isEqualTo(new Reading.Unreadable(clock.nanoTime(), "no"));
    }

    @Test
    void isRightWhenEventsComeWhileItIsBeingOpened() {
        long closing = beneath.earlier(USER, new Traffic(1, 1));
        beneath.whenListed(() -> {
            beneath.whenListed(() -> {});
            beneath.opened(USER); // told, and listed
            beneath.closed(closing); // told, and not listed any more
        });
        ActivityMonitor monitor = ignoring();
        assertThat(look(monitor).openConnections()).isEqualTo(1);
        beneath.opened(USER);
        assertThat(heard.story()).containsExactly("opened 2");
    }

    @Test
    void opensWhileAThreadOfTheMonitorTellsOfAnEvent() {
        beneath.whenListed(() -> {
            beneath.whenListed(() -> {});
            CompletableFuture.runAsync(() -> beneath.opened(USER))
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join(); // the list must wait for the telling
        });
        assertThat(look(ignoring()).openConnections()).isEqualTo(1);
    }

    @Test
    void hasTheCapabilitiesTheDoorAndTheNameOfTheMonitorBeneath() {
        beneath.with(Capability.HOLDS_DOOR);
        ActivityMonitor monitor = ignoring();
        assertThat(monitor.capabilities()).isEqualTo(beneath.capabilities());
        assertThat(monitor.strategy()).isEqualTo("pushing");
        assertThat(monitor.description()).isEqualTo("pushing, ignoring 127.0.0.1/32, 10.0.0.0/8");
        monitor.door().orElseThrow().shut(Duration.ofMinutes(1));
        assertThat(beneath.recordedDoor().story).containsExactly("shut");
    }

    @Test
    void closesTheMonitorBeneathAndTellsNothingAfterwards() {
        ActivityMonitor monitor = ignoring();
        monitor.close();
        monitor.close();
        assertThat(beneath.isClosed()).isTrue();
        beneath.opened(USER);
        assertThat(heard.events()).isEmpty();
        assertThatThrownBy(monitor::read).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(monitor::connections).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> monitor.subscribe(heard)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void refusesAMonitorThatCannotTellPeersApartAndLeavesItOpen() {
        assertThatNullPointerException().isThrownBy(() -> Monitors.ignoringPeers(beneath, null));
        assertThatNullPointerException().isThrownBy(() -> Monitors.ignoringPeers(null, PROBES));
        beneath.without(Capability.PER_CONNECTION);
        assertThatThrownBy(this::ignoring)
                .isInstanceOf(StrategyException.class)
                .hasMessageContaining("PER_CONNECTION")
                .hasMessageContaining("pushing");
        assertThat(beneath.isClosed()).isFalse();
    }
}
