package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lull.contract.Loopback;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that are stopped together: the slow one is to be idle for an hour, the quick one for ten minutes. */
final class SeveralServicesVoteTest {

    private static final Duration SLOW = Duration.ofHours(1);
    private static final Duration QUICK = Duration.ofMinutes(10);
    private static final Duration MORNING = Duration.ofHours(8);

    private final Night night = new Night();
    private final FakeMonitor slow = service();
    private final FakeMonitor quick = service();
    private final List<String> story = new ArrayList<>();

    private FakeMonitor service() {
        return new FakeMonitor(night.clock).with(Capability.HOLDS_DOOR).witnessed();
    }

    private IdleWatcher.Builder watcher() {
        ActivityMonitor all = Monitors.anyOf(List.of(slow, Monitors.withHeadStart(quick, SLOW.minus(QUICK))));
        return IdleWatcher.builder(
                        all,
                        IdleShutdownPolicy.idleAfter(SLOW),
                        verdict -> story.add("stopped after " + night.elapsed().toMinutes() + " min"))
                .pause(night, night.clockIncludingSuspend);
    }

    private void runUntilMorning(IdleWatcher watcher) throws InterruptedException {
        night.at(MORNING, watcher::close);
        Optional<Verdict.ShutDown> ignored = watcher.run();
    }

    private void visits(FakeMonitor service, Duration from, Duration until) {
        List<Connection> open = new ArrayList<>();
        night.at(from, () -> open.add(service.opened()));
        night.at(until, () -> service.closed(open.get(0)));
    }

    @Test
    void areStoppedOnceTheLastOneIsIdleForItsOwnTime() throws InterruptedException {
        visits(slow, Duration.ofMinutes(1), Duration.ofMinutes(100));
        visits(quick, Duration.ofMinutes(1), Duration.ofMinutes(155));
        runUntilMorning(watcher().build());
        assertThat(story).as("100 + 60, and 155 + 10").containsExactly("stopped after 165 min");
    }

    @Test
    void doNotWaitForTheQuickOneLongerThanForTheSlowOne() throws InterruptedException {
        visits(slow, Duration.ofMinutes(1), Duration.ofMinutes(100));
        visits(quick, Duration.ofMinutes(1), Duration.ofMinutes(120));
        runUntilMorning(watcher().build());
        assertThat(story).containsExactly("stopped after 160 min");
    }

    @Test
    void stayUpAsLongAsOneOfThemIsInUse() throws InterruptedException {
        slow.opened();
        runUntilMorning(watcher().build());
        assertThat(story).isEmpty();
    }

    @Test
    void stayUpAsLongAsOneOfThemCannotBeRead() throws InterruptedException {
        quick.unreadable("nothing listens at port 22");
        runUntilMorning(watcher().build());
        assertThat(story).isEmpty();
    }

    @Test
    void waitForTheWholeTimeAfterOneThatSleepsByItselfHasFallenAsleep() throws InterruptedException {
        boolean[] awake = {true};
        Hold hold = new Hold() {
            @Override
            public String description() {
                return "db, which is not asleep";
            }

            @Override
            public boolean isHeld(long nowNanos) {
                return awake[0];
            }
        };
        night.at(Duration.ofMinutes(90), () -> awake[0] = false);
        runUntilMorning(
                watcher().hold(hold).checkInterval(Duration.ofMinutes(1)).build());
        assertThat(story).containsExactly("stopped after 150 min");
    }

    /** Of a stop without a veto the looks are: the one that says to stop, and behind the door the last one. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientOfEitherCallsTheStopOffAtTheLastLook(boolean ofTheSlowOne) throws InterruptedException {
        FakeMonitor service = ofTheSlowOne ? slow : quick;
        night.at(SLOW.minusSeconds(1), () -> service.beforeRead(2, service::opened));
        runUntilMorning(watcher().checkInterval(SLOW).build());
        assertThat(story).isEmpty();
        assertThat(slow.recordedDoor().story).containsExactly("shut", "open");
        assertThat(quick.recordedDoor().story).containsExactly("shut", "open");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientWhoComesWhileADoorIsBeingShutCallsTheStopOff(boolean ofTheSlowOne) throws InterruptedException {
        FakeMonitor service = ofTheSlowOne ? slow : quick;
        quick.recordedDoor().whileShutting = service::opened;
        runUntilMorning(watcher().build());
        assertThat(story).isEmpty();
        assertThat(slow.recordedDoor().story).endsWith("open");
        assertThat(quick.recordedDoor().story).endsWith("open");
    }

    @Test
    void aClientWhomOnlyAWitnessSeesCallsTheStopOff() throws InterruptedException {
        InetSocketAddress somewhere = new InetSocketAddress(Loopback.IPV4, 22);
        quick.witnessed(() -> new Testimony.Seen(List.of(new Testimony.Sighting(somewhere, somewhere))));
        runUntilMorning(watcher().build());
        assertThat(story).isEmpty();
    }

    @Test
    void openEveryDoorIfOneOfThemDidNotStayShut() throws InterruptedException {
        quick.recordedDoor().opensTooEarly = true;
        IdleWatcher watcher = watcher().build();
        night.at(SLOW.plusSeconds(1), watcher::close);
        runUntilMorning(watcher);
        assertThat(story).isEmpty();
        assertThat(slow.recordedDoor().story).startsWith("shut", "keep shut", "open");
    }

    @Test
    void openEveryDoorIfOneOfThemCannotBeShut() throws InterruptedException {
        quick.recordedDoor().refusal = Optional.of("a handshake is in progress");
        IdleWatcher watcher = watcher().build();
        night.at(SLOW.plusSeconds(1), watcher::close);
        runUntilMorning(watcher);
        assertThat(story).isEmpty();
        assertThat(slow.recordedDoor().story).startsWith("shut", "open");
    }

    @Test
    void aHeadStartIsNotNegative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Monitors.withHeadStart(slow, Duration.ofSeconds(-1)))
                .withMessageContaining("headStart");
        assertThat(Monitors.withHeadStart(slow, QUICK).description()).isEqualTo("fake, idle 10m earlier");
    }
}
