package dev.lull.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Capability;
import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.Reading;
import dev.lull.Subscription;
import dev.lull.Traffic;
import dev.lull.contract.Loopback;
import dev.lull.contract.ManualClock;
import dev.lull.contract.RecordingListener;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Comparing looks, over a script. */
final class PollingMonitorTest {

    private static final Set<Capability> MEASURING = EnumSet.of(Capability.PER_CONNECTION, Capability.TRAFFIC);

    private final ManualClock clock = new ManualClock();
    private final ScriptedSource source = new ScriptedSource();
    private final RecordingListener heard = new RecordingListener();

    private PollingMonitor open() throws UnreadableException {
        PollingMonitor monitor = new PollingMonitor("scripted", MEASURING, clock, source);
        monitor.subscribe(heard);
        return monitor;
    }

    private static ActivitySnapshot look(ActivityMonitor monitor) {
        return (ActivitySnapshot) monitor.read();
    }

    @Nested
    final class Counting {
        @Test
        void countsEarlierConnectionsAsOpenButNotAsOpened() throws Exception {
            source.open(1);
            source.open(2);
            try (PollingMonitor monitor = open()) {
                assertThat(look(monitor).openConnections()).isEqualTo(2);
                source.open(3);
                assertThat(look(monitor).openConnections()).isEqualTo(3);
                assertThat(look(monitor).openedTotal()).isEqualTo(1);
                assertThat(heard.story()).containsExactly("opened 3");
            }
        }

        @Test
        void tellsClosedBeforeOpenedWithTheCountAfterEach() throws Exception {
            try (PollingMonitor monitor = open()) {
                source.open(1);
                source.open(2);
                look(monitor);
                source.close(1);
                source.close(2);
                source.open(3);
                look(monitor);
                assertThat(heard.story()).containsExactly("opened 1", "opened 2", "closed 1", "closed 0", "opened 1");
                List<Long> ids = heard.events().stream()
                        .map(event -> event.connection().id())
                        .toList();
                assertThat(ids.subList(0, 2)).containsExactly(1L, 2L);
                assertThat(ids.subList(2, 4))
                        .as("one look cannot tell which closed first")
                        .containsExactlyInAnyOrder(1L, 2L);
                assertThat(ids.get(4)).isEqualTo(3);
            }
        }

        @Test
        void countsAKeyThatComesTwiceInALookOnce() throws Exception {
            source.open(1).bytes(10, 20);
            source.open(1).bytes(10, 20);
            try (PollingMonitor monitor = open()) {
                assertThat(look(monitor).openConnections()).isEqualTo(1);
                assertThat(look(monitor).traffic()).contains(Traffic.NONE);
                source.open(2);
                source.open(2);
                assertThat(look(monitor).openedTotal()).isEqualTo(1);
                assertThat(heard.story()).containsExactly("opened 2");
                assertThat(monitor.connections()).extracting(Connection::id).containsExactlyInAnyOrder(1L, 2L);
            }
        }

        @Test
        void failsTheLookWhereTwoConnectionsHaveOneKey() throws Exception {
            InetSocketAddress one = new InetSocketAddress(Loopback.IPV4, 1);
            InetSocketAddress other = new InetSocketAddress(Loopback.IPV4, 2);
            String reason = "a script: two connections have the key 0: /127.0.0.1:1 at localhost/127.0.0.1:22, and"
                    + " /127.0.0.1:2 at localhost/127.0.0.1:22; a row's key must tell it from every other one";
            try (ActivityMonitor monitor = open()) {
                source.open(0, one);
                source.open(7, one);
                source.open(0, other);
                assertThat(monitor.read()).isEqualTo(new Reading.Unreadable(clock.nanoTime(), reason));
                source.close(0);
                source.open(0, one);
                assertThat(((ActivitySnapshot) monitor.read()).openConnections())
                        .isEqualTo(2);
                source.open(0, other);
                assertThat(monitor.read())
                        .as("one is known already")
                        .isEqualTo(new Reading.Unreadable(clock.nanoTime(), reason));
            }
            assertThatThrownBy(PollingMonitorTest.this::open)
                    .isInstanceOf(UnreadableException.class)
                    .hasMessage(reason);
        }

        @Test
        void tellsWhenAConnectionWasFirstSeen() throws Exception {
            try (PollingMonitor monitor = open()) {
                clock.advance(Duration.ofSeconds(3));
                source.open(1);
                ActivitySnapshot seen = look(monitor);
                assertThat(seen.lastActivityNanos()).isEqualTo(clock.nanoTime());
                assertThat(monitor.connections())
                        .singleElement()
                        .satisfies(connection ->
                                assertThat(connection.sinceNanos()).isEqualTo(seen.takenAtNanos()))
                        .satisfies(connection ->
                                assertThat(connection.lastActivityNanos()).isEmpty())
                        .satisfies(
                                connection -> assertThat(connection.traffic()).isEmpty());
            }
        }
    }

    @Nested
    final class FailedLooks {
        @Test
        void changesNothingWhenALookFailsAfterSomeRows() throws Exception {
            ScriptedSource.ScriptedRow earlier = source.open(1).bytes(5, 5);
            try (PollingMonitor monitor = open()) {
                ActivitySnapshot before = look(monitor);
                List<Connection> listed = monitor.connections();
                source.close(1);
                source.open(2).bytes(9, 9);
                source.open(1).bytes(50, 50);
                source.open(3);
                clock.advance(Duration.ofSeconds(1));
                source.failAfter(2, "the kernel said no");
                assertThat(monitor.read()).isEqualTo(new Reading.Unreadable(clock.nanoTime(), "the kernel said no"));
                assertThat(heard.events()).isEmpty();
                assertThat(monitor.connections()).isEqualTo(listed);

                source.recover();
                source.close(1);
                source.close(2);
                source.close(3);
                source.open(1).bytes(earlier.bytesIn(), earlier.bytesOut());
                ActivitySnapshot after = look(monitor);
                assertThat(heard.events()).isEmpty();
                assertThat(after.openConnections()).isEqualTo(1);
                assertThat(after.openedTotal()).isZero();
                assertThat(after.traffic()).isEqualTo(before.traffic());
                assertThat(after.lastActivityNanos()).isEqualTo(before.lastActivityNanos());
            }
        }

        @Test
        void usesUpNoNumberForTheRowsOfAFailedLook() throws Exception {
            try (PollingMonitor monitor = open()) {
                source.open(7);
                source.failAfter(1, "no");
                monitor.read();
                source.recover();
                look(monitor);
                assertThat(monitor.connections()).extracting(Connection::id).containsExactly(1L);
            }
        }

        @Test
        void findsWhatHappenedMeanwhileOnceItIsReadableAgain() throws Exception {
            source.open(1);
            try (PollingMonitor monitor = open()) {
                source.failAfter(0, "no");
                assertThat(monitor.read()).isInstanceOf(Reading.Unreadable.class);
                source.close(1);
                source.open(2);
                assertThat(monitor.read()).isInstanceOf(Reading.Unreadable.class);
                source.recover();
                assertThat(look(monitor).openConnections()).isEqualTo(1);
                assertThat(heard.story()).containsExactly("closed 0", "opened 1");
            }
        }

        @Test
        void isUnreadableWhenTheSourceThrowsSomethingElse() throws Exception {
            try (PollingMonitor monitor = open()) {
                source.throwing(new IllegalStateException("its descriptor is closed"));
                assertThat(monitor.read())
                        .isInstanceOfSatisfying(Reading.Unreadable.class, unreadable -> assertThat(unreadable.reason())
                                .contains("a script", "IllegalStateException", "its descriptor is closed"));
                source.recover();
                assertThat(look(monitor).openConnections()).isZero();
            }
        }

        @Test
        void closesTheSourceOnceWhenTheFirstLookFails() {
            source.failAfter(0, "no");
            assertThatThrownBy(PollingMonitorTest.this::open)
                    .isInstanceOf(UnreadableException.class)
                    .hasMessage("no");
            assertThat(source.closes()).isEqualTo(1);
        }

        @Test
        void closesTheSourceOnceWhenTheFirstLookThrowsSomethingElse() {
            source.throwing(new IllegalArgumentException("a bug"));
            assertThatThrownBy(PollingMonitorTest.this::open)
                    .isInstanceOf(UnreadableException.class)
                    .hasMessageContaining("a bug");
            assertThat(source.closes()).isEqualTo(1);
        }
    }

    @Nested
    final class Measuring {
        @Test
        void leavesOutWhatEarlierConnectionsCarriedBefore() throws Exception {
            ScriptedSource.ScriptedRow row = source.open(1).bytes(1000, 2000);
            try (PollingMonitor monitor = open()) {
                assertThat(look(monitor).traffic()).contains(Traffic.NONE);
                row.bytes(1001, 2002);
                assertThat(look(monitor).traffic()).contains(new Traffic(1, 2));
                source.close(1);
                assertThat(look(monitor).traffic()).contains(new Traffic(1, 2));
            }
        }

        @Test
        void keepsWhatClosedConnectionsCarried() throws Exception {
            try (PollingMonitor monitor = open()) {
                source.open(1).bytes(3, 4);
                look(monitor);
                source.close(1);
                source.open(2).bytes(10, 20);
                assertThat(look(monitor).traffic()).contains(new Traffic(13, 24));
                assertThat(heard.events().get(1).connection().traffic()).contains(new Traffic(3, 4));
            }
        }

        @Test
        void keepsTheLastKnownBytesWhereALookDoesNotMeasureThem() throws Exception {
            ScriptedSource.ScriptedRow row = source.open(1).bytes(100, 100);
            try (PollingMonitor monitor = open()) {
                row.bytes(150, 100);
                look(monitor);
                row.bytes(ConnectionRow.UNKNOWN, ConnectionRow.UNKNOWN);
                assertThat(look(monitor).traffic()).contains(new Traffic(50, 0));
            }
        }

        @Test
        void takesMovedBytesForActivityWhereTheIdleTimeIsNotTold() throws Exception {
            ScriptedSource.ScriptedRow row = source.open(1).bytes(0, 0);
            try (PollingMonitor monitor = open()) {
                long opened = clock.nanoTime();
                clock.advance(Duration.ofSeconds(5));
                assertThat(look(monitor).lastActivityNanos()).isEqualTo(opened);
                row.bytes(0, 1);
                assertThat(look(monitor).lastActivityNanos()).isEqualTo(clock.nanoTime());
            }
        }

        @Test
        void takesTheIdleTimeForTheLastActivity() throws Exception {
            ScriptedSource.ScriptedRow row = source.open(1).idle(0);
            try (PollingMonitor monitor = open()) {
                clock.advance(Duration.ofSeconds(10));
                row.idle(Duration.ofSeconds(4).toNanos());
                long expected = clock.nanoTime() - Duration.ofSeconds(4).toNanos();
                assertThat(look(monitor).lastActivityNanos()).isEqualTo(expected);
                assertThat(monitor.connections())
                        .extracting(Connection::lastActivityNanos)
                        .containsExactly(OptionalLong.of(expected));
                row.idle(Duration.ofSeconds(9).toNanos());
                assertThat(look(monitor).lastActivityNanos())
                        .as("never goes back")
                        .isEqualTo(expected);
            }
        }

        @Test
        void saysNothingOfTrafficWithoutTheCapability() throws Exception {
            source.open(1).bytes(1, 1);
            try (PollingMonitor monitor = new PollingMonitor("scripted", Set.of(), clock, source)) {
                assertThat(look(monitor).traffic()).isEmpty();
            }
        }
    }

    @Nested
    final class Listening {
        @Test
        void goesOnWhenAListenerThrows() throws Exception {
            try (PollingMonitor monitor = new PollingMonitor("scripted", MEASURING, clock, source)) {
                monitor.subscribe(event -> {
                    throw new IllegalStateException("on purpose");
                });
                monitor.subscribe(heard);
                source.open(1);
                assertThat(look(monitor).openConnections()).isEqualTo(1);
                assertThat(heard.story()).containsExactly("opened 1");
            }
        }

        @Test
        void letsAListenerLeaveWhileItIsTold() throws Exception {
            try (PollingMonitor monitor = open()) {
                List<ConnectionEvent> left = new ArrayList<>();
                Subscription[] own = new Subscription[1];
                own[0] = monitor.subscribe(event -> {
                    left.add(event);
                    own[0].close();
                });
                source.open(1);
                source.open(2);
                look(monitor);
                assertThat(left).hasSize(1);
                assertThat(heard.story()).containsExactly("opened 1", "opened 2");
            }
        }

        @Test
        void letsAListenerTakeALookOfItsOwnAndKeepsTheOrder() throws Exception {
            source.open(1);
            try (PollingMonitor monitor = new PollingMonitor("scripted", MEASURING, clock, source)) {
                List<Integer> counts = new ArrayList<>();
                monitor.subscribe(event -> {
                    source.close(3); // closes while it is being announced
                    counts.add(look(monitor).openConnections());
                });
                monitor.subscribe(heard);
                source.close(1);
                source.open(2);
                source.open(3);
                ActivitySnapshot outer = look(monitor);
                assertThat(outer.openConnections()).isEqualTo(2);
                assertThat(outer.openedTotal()).isEqualTo(2);
                assertThat(heard.story()).containsExactly("closed 0", "opened 1", "opened 2", "closed 1");
                assertThat(counts).containsExactly(1, 1, 1, 1);
                assertThat(look(monitor).openConnections()).isEqualTo(1);
            }
        }

        @Test
        void showsAListenerTheWholeLook() throws Exception {
            for (int key = 1; key <= 40; key++) {
                source.open(key);
            }
            try (PollingMonitor monitor = new PollingMonitor("scripted", MEASURING, clock, source)) {
                List<Integer> listed = new ArrayList<>();
                monitor.subscribe(event -> listed.add(monitor.connections().size()));
                source.close(20);
                look(monitor);
                assertThat(listed).containsExactly(39);
            }
        }

        @Test
        void letsAListenerCloseTheMonitor() throws Exception {
            PollingMonitor monitor = new PollingMonitor("scripted", MEASURING, clock, source);
            monitor.subscribe(event -> monitor.close());
            monitor.subscribe(heard);
            source.open(1);
            source.open(2);
            assertThat(look(monitor).openConnections()).isEqualTo(2);
            assertThat(source.closes()).isEqualTo(1);
            assertThat(heard.events()).hasSizeLessThanOrEqualTo(1);
            assertThatThrownBy(monitor::read).isInstanceOf(IllegalStateException.class);
        }
    }

    @Nested
    final class Lifecycle {
        @Test
        void closesTheSourceOnce() throws Exception {
            PollingMonitor monitor = open();
            monitor.close();
            monitor.close();
            assertThat(source.closes()).isEqualTo(1);
        }

        @Test
        void refusesToWorkOnceClosed() throws Exception {
            PollingMonitor monitor = open();
            monitor.close();
            assertThatThrownBy(monitor::read).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(monitor::connections).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> monitor.subscribe(heard)).isInstanceOf(IllegalStateException.class);
            assertThat(monitor).hasToString("scripted (a script), closed");
        }

        @Test
        void refusesNull() {
            assertThatNullPointerException().isThrownBy(() -> new PollingMonitor(none(), MEASURING, clock, source));
            assertThatNullPointerException().isThrownBy(() -> new PollingMonitor("scripted", none(), clock, source));
            assertThatNullPointerException()
                    .isThrownBy(() -> new PollingMonitor("scripted", MEASURING, none(), source));
            assertThatNullPointerException().isThrownBy(() -> new PollingMonitor("scripted", MEASURING, clock, none()));
        }
    }

    @Test
    void makesNoObjectForEachConnectionThatItKnowsAlready() throws Exception {
        for (int key = 0; key < 5_000; key++) {
            source.open(key).bytes(key, key).idle(key);
        }
        try (PollingMonitor monitor = new PollingMonitor("scripted", MEASURING, clock, source)) {
            look(monitor);
            ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) { // the first ones link what they call, and the JIT allocates now and then
                long before = thread.getCurrentThreadAllocatedBytes();
                look(monitor);
                least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(least)
                    .as("bytes allocated by one look at 5000 connections")
                    .isLessThan(2_000);
        }
    }

    /** What a caller without null checks may pass. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // null on purpose, for any parameter
    private static <T> T none() {
        return null;
    }
}
