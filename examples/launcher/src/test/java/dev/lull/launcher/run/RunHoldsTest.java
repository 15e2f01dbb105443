package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.lull.Sleepable;
import dev.lull.StopCalledOffException;
import dev.lull.Verdict;
import dev.lull.contract.ManualClock;
import dev.lull.launcher.OpenDoor;
import dev.lull.launcher.control.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RunHoldsTest {

    private final ManualClock clock = new ManualClock();
    private final RunHolds holds = new RunHolds(clock);

    @Test
    void holdsUntilItsTimeIsOver() throws RefusedException {
        assertThat(holds.grant(Duration.ofHours(2), "backup").id()).isEqualTo("h1");
        assertThat(holds.isHeld(clock.nanoTime())).isTrue();
        assertThat(holds.description()).isEqualTo("h1 (backup)");
        assertThat(holds.sentences()).containsExactly("held by h1 (backup) for 2h more");
        assertThat(holds.expire()).isEmpty();
        clock.advance(Duration.ofHours(2));
        assertThat(holds.isHeld(clock.nanoTime())).isFalse();
        assertThat(holds.expire()).extracting(RunHolds.Lease::id).containsExactly("h1");
        assertThat(holds.expire()).isEmpty();
    }

    @Test
    void releasesTheOnlyOneAndAsksWhichOneOfSeveral() throws RefusedException {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> holds.release(Optional.empty(), false))
                .withMessage("there is no hold");
        List<RunHolds.Lease> given =
                List.of(holds.grant(Duration.ofHours(1), ""), holds.grant(Duration.ofHours(1), "a test"));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> holds.release(Optional.empty(), false))
                .withMessage("there are 2 holds: h1, h2 (a test); name one, or use --all");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> holds.release(Optional.of("h3"), false))
                .withMessage("there is no hold h3: h1, h2 (a test)");
        assertThat(holds.release(Optional.of("h1"), false)).containsExactly(given.get(0));
        assertThat(holds.release(Optional.empty(), false)).containsExactly(given.get(1));
        assertThat(holds.release(Optional.empty(), true)).isEmpty();
    }

    @Test
    void callsAStopOffThatIsDecidedAfterItAndGivesNoneAfterwards() throws Exception {
        RunHolds.Lease lease = holds.grant(Duration.ofHours(1), "");
        assertThatExceptionOfType(StopCalledOffException.class)
                .isThrownBy(holds::decideToStop)
                .withMessage("held by h1");
        assertThat(holds.release(Optional.of(lease.id()), false)).hasSize(1);
        holds.decideToStop();
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> holds.grant(Duration.ofHours(1), ""))
                .withMessage("it is being stopped already");
        holds.goOn();
        assertThat(holds.grant(Duration.ofHours(1), "").id()).isEqualTo("h2");
    }

    @Test
    void givesNotMoreThanSoMany() throws RefusedException {
        for (int i = 0; i < RunHolds.MOST; i++) {
            assertThat(holds.grant(Duration.ofHours(1), "").id()).startsWith("h");
        }
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> holds.grant(Duration.ofHours(1), ""))
                .withMessageContaining("64 holds already");
    }

    @Test
    void isNotPutToSleepWhileSomebodyHolds() throws Exception {
        AtomicBoolean asleep = new AtomicBoolean();
        SleepUnlessHeld service = new SleepUnlessHeld(Sleepable.call(() -> asleep.set(true), () -> {}), holds);
        holds.grant(Duration.ofHours(1), "");
        assertThatExceptionOfType(StopCalledOffException.class)
                .isThrownBy(() -> service.sleep(new Verdict.ShutDown(Duration.ofMinutes(1)), new OpenDoor()))
                .withMessage("held by h1");
        assertThat(asleep).isFalse();
    }

    @Test
    void whoeverAsksForAHoldWhileItFallsAsleepGetsOneWhenItIsAsleep() throws Exception {
        AtomicBoolean asleep = new AtomicBoolean();
        List<CompletableFuture<Boolean>> asked = new ArrayList<>();
        SleepUnlessHeld service = new SleepUnlessHeld(
                Sleepable.call(
                        () -> {
                            Thread asking = new Thread(() -> asked.get(0).complete(givenWhen(asleep)));
                            asked.add(new CompletableFuture<>());
                            asking.start();
                            await().until(() -> asking.getState() == Thread.State.TIMED_WAITING);
                            asleep.set(true);
                        },
                        () -> {}),
                holds);
        service.sleep(new Verdict.ShutDown(Duration.ofMinutes(1)), new OpenDoor());
        assertThat(asked.get(0).get(5, TimeUnit.SECONDS))
                .as("was asleep when the id was given")
                .isTrue();
    }

    private boolean givenWhen(AtomicBoolean asleep) {
        try {
            holds.grant(Duration.ofHours(1), "");
            return asleep.get();
        } catch (RefusedException e) {
            throw new AssertionError(e);
        }
    }
}
