package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.contract.Latch;
import dev.lull.contract.Loopback;
import dev.lull.contract.ManualClock;
import dev.lull.contract.RecordingListener;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AnyOfMonitorTest {

    private static final InetSocketAddress PEER = new InetSocketAddress(Loopback.IPV4, 1000);

    /** The common pool may have one thread only. */
    private static final Executor ON_A_THREAD_OF_ITS_OWN = task -> new Thread(task).start();

    private final ManualClock clock = new ManualClock();
    private final PushingMonitor one = new PushingMonitor(clock, "one");
    private final PushingMonitor other = new PushingMonitor(clock, "other");
    private final RecordingListener heard = new RecordingListener();

    private ActivityMonitor anyOf() {
        ActivityMonitor monitor = Monitors.anyOf(List.of(one, other));
        monitor.subscribe(heard);
        return monitor;
    }

    private static ActivitySnapshot look(ActivityMonitor monitor) {
        return (ActivitySnapshot) monitor.read();
    }

    @Test
    void addsUpWhatItsMonitorsSee() {
        one.earlier(PEER, Traffic.NONE);
        ActivityMonitor monitor = anyOf();
        clock.advance(Duration.ofSeconds(1));
        one.moved(one.opened(PEER), 1, 2);
        clock.advance(Duration.ofSeconds(1));
        other.moved(other.opened(PEER), 10, 20);
        long latest = clock.nanoTime();
        clock.advance(Duration.ofSeconds(1));
        assertThat(look(monitor))
                .isEqualTo(new ActivitySnapshot(
                        clock.nanoTime(), latest, 3, 2, java.util.Optional.of(new Traffic(11, 22))));
    }

    @Test
    void tellsEachEventWithTheCountOfAll() {
        one.earlier(PEER, Traffic.NONE);
        ActivityMonitor monitor = anyOf();
        long second = other.opened(PEER);
        long third = one.opened(PEER);
        other.closed(second);
        one.closed(third);
        assertThat(heard.story()).containsExactly("opened 2", "opened 3", "closed 2", "closed 1");
        assertThat(look(monitor).openConnections()).isEqualTo(1);
    }

    @Test
    void aListenerThatDoesNotReturnKeepsNoOtherMonitorFromItsEvents() throws Exception {
        ActivityMonitor monitor = Monitors.anyOf(List.of(one, other));
        Latch stuck = new Latch();
        Latch goOn = new Latch();
        List<ConnectionEvent> told = Collections.synchronizedList(new ArrayList<>());
        monitor.subscribe(event -> {
            told.add(event);
            if (told.size() == 1) {
                stuck.open();
                goOn.await();
            }
        });
        CompletableFuture<Void> telling = CompletableFuture.runAsync(() -> one.opened(PEER), ON_A_THREAD_OF_ITS_OWN);
        stuck.await();
        CompletableFuture.runAsync(() -> other.opened(PEER), ON_A_THREAD_OF_ITS_OWN)
                .get(30, TimeUnit.SECONDS);
        goOn.open();
        telling.get(30, TimeUnit.SECONDS);
        assertThat(told).extracting(ConnectionEvent::openConnections).containsExactly(1, 2);
    }

    @Test
    void countsWhatIsOpenAnewWhenEventsCouldNotBeTold() {
        one.earlier(PEER, Traffic.NONE);
        anyOf();
        one.openedUntold(PEER);
        one.tellUntold(1, 0);
        other.opened(PEER);
        assertThat(heard.story().get(heard.story().size() - 1)).isEqualTo("opened 3");
    }

    @Test
    void givesNoNumberTwice() {
        ActivityMonitor monitor = anyOf();
        List<Long> told = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            one.opened(PEER);
            other.opened(PEER);
        }
        heard.events().forEach(event -> told.add(event.connection().id()));
        assertThat(told).doesNotHaveDuplicates().allMatch(id -> id >= 1);
        assertThat(monitor.connections()).extracting(Connection::id).containsExactlyInAnyOrderElementsOf(told);
    }

    @Test
    void isUnreadableAsSoonAsOneIs() {
        ActivityMonitor monitor = anyOf();
        one.opened(PEER);
        other.unreadable("the other one cannot be read");
        assertThat(monitor.read()).isEqualTo(new Reading.Unreadable(clock.nanoTime(), "the other one cannot be read"));
    }

    @Test
    void canDoWhatAllOfThemCan() {
        one.with(Capability.HOLDS_DOOR);
        other.without(Capability.EVENTS).without(Capability.TRAFFIC);
        ActivityMonitor monitor = anyOf();
        assertThat(monitor.capabilities())
                .containsExactlyInAnyOrder(
                        Capability.EARLIER_CONNECTIONS, Capability.SHORT_CONNECTIONS, Capability.PER_CONNECTION);
        assertThat(look(monitor).traffic()).isEmpty();
        assertThat(monitor.strategy()).isEqualTo("one+other");
        assertThat(monitor.description()).isEqualTo("any of: one; other");
    }

    @Test
    void shutsAndOpensEveryDoor() {
        one.with(Capability.HOLDS_DOOR);
        other.with(Capability.HOLDS_DOOR);
        Door door = anyOf().door().orElseThrow();
        door.shut(Duration.ofMinutes(1));
        door.open();
        assertThat(one.recordedDoor().story).containsExactly("shut", "open");
        assertThat(other.recordedDoor().story).containsExactly("shut", "open");
    }

    @Test
    void shutsTheDoorsThereAre() {
        assertThat(anyOf().door()).isEmpty();
        one.with(Capability.HOLDS_DOOR);
        Door door = anyOf().door().orElseThrow();
        door.shut(Duration.ofMinutes(1));
        assertThat(door.keepShut()).isTrue();
        assertThat(one.recordedDoor().story).containsExactly("shut", "keep shut");
        assertThat(other.recordedDoor().story).isEmpty();
    }

    @Test
    void opensWhileAThreadOfAMonitorTellsOfAnEvent() {
        other.whenListed(() -> {
            other.whenListed(() -> {});
            CompletableFuture.runAsync(() -> other.opened(PEER))
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join(); // the list must wait for the telling
        });
        ActivityMonitor monitor = anyOf();
        assertThat(look(monitor).openConnections()).isEqualTo(1);
        one.opened(PEER);
        assertThat(heard.story()).containsExactly("opened 2");
    }

    @Test
    void closesAllOfThem() {
        ActivityMonitor monitor = anyOf();
        monitor.close();
        monitor.close();
        assertThat(one.isClosed()).isTrue();
        assertThat(other.isClosed()).isTrue();
        one.opened(PEER);
        assertThat(heard.events()).isEmpty();
        assertThatThrownBy(monitor::read).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(monitor::connections).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> monitor.subscribe(heard)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void refusesNoMonitorAndNull() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Monitors.anyOf(List.of()))
                .withMessage("monitors: none, expected at least one");
        assertThatNullPointerException().isThrownBy(() -> Monitors.anyOf(null));
        assertThatNullPointerException().isThrownBy(() -> Monitors.anyOf(java.util.Arrays.asList(one, null)));
    }

    @Test
    void passesOnHowManyEventsCouldNotBeTold() {
        anyOf();
        one.opened(PEER);
        other.tellUntold(3, 2);
        assertThat(heard.story()).containsExactly("opened 1", "untold 3 and 2");
    }

    @Test
    void itsWitnessSeesWhomAnyOfTheirsSees() {
        Testimony.Sighting first = new Testimony.Sighting(PEER, new InetSocketAddress(Loopback.IPV4, 1));
        Testimony.Sighting second = new Testimony.Sighting(PEER, new InetSocketAddress(Loopback.IPV4, 2));
        assertThat(together(new Testimony.Seen(List.of(first)), new Testimony.Seen(List.of(second))))
                .isEqualTo(new Testimony.Seen(List.of(first, second)));
        assertThat(together(new Testimony.Unreadable("gone"), new Testimony.Seen(List.of(second))))
                .isEqualTo(new Testimony.Seen(List.of(second)));
        assertThat(together(new Testimony.Seen(List.of()), new Testimony.Unreadable("gone")))
                .isEqualTo(new Testimony.Unreadable("gone"));
        assertThat(together(new Testimony.Absent("none"), new Testimony.Seen(List.of())))
                .isEqualTo(new Testimony.Seen(List.of()));
        assertThat(together(new Testimony.Absent("none"), new Testimony.Absent("no, none")))
                .isEqualTo(new Testimony.Absent("none; no, none"));
        assertThat(anyOf().witness().description()).isEqualTo("the witness of one; the witness of other");
    }

    private Testimony together(Testimony ofOne, Testimony ofOther) {
        one.testifies(ofOne);
        other.testifies(ofOther);
        return Monitors.anyOf(List.of(one, other)).witness().testify();
    }
}
