package dev.lull.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.lull.StrategyException;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
final class TimedDoorTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final List<String> story = new CopyOnWriteArrayList<>();
    private final ManualClock clock = new ManualClock();
    private final PlayedDoorClock time =
            new PlayedDoorClock(clock::nanoTime, () -> clock.advance(TIMEOUT.dividedBy(2)));
    private Optional<String> occupant = Optional.empty();
    private Runnable beforeKeeping = () -> {};

    private final Threshold threshold = new Threshold() {
        @Override
        public void hold(Duration atMost) {
            story.add("hold");
        }

        @Override
        public void keep() {
            beforeKeeping.run();
            story.add("keep");
        }

        @Override
        public void release() {
            story.add("release");
        }

        @Override
        public Optional<String> occupied() throws UnreadableException {
            if (occupant.equals(Optional.of("nobody knows"))) {
                throw new UnreadableException("on purpose");
            }
            return occupant;
        }
    };

    private final TimedDoor door = time.door(threshold);

    @Test
    void isShutThenKeptThenOpen() {
        door.shut(TIMEOUT);
        assertThat(door.keepShut()).isTrue();
        door.open();
        assertThat(story).containsExactly("hold", "keep", "release");
    }

    @Test
    void holdsOnceHoweverOftenItIsShut() {
        door.shut(TIMEOUT);
        door.shut(TIMEOUT);
        door.open();
        door.open();
        assertThat(story).containsExactly("hold", "release");
    }

    @Test
    void isOpenAgainWhenSomebodyStaysOnTheThreshold() {
        occupant = Optional.of("a handshake with 10.0.0.7:51234");
        assertThatExceptionOfType(StrategyException.class)
                .isThrownBy(() -> door.shut(TIMEOUT))
                .withMessage("the door could not be shut within 5s: somebody is on the way in: a handshake with"
                        + " 10.0.0.7:51234");
        assertThat(story).containsExactly("hold", "release");
    }

    @Test
    void isOpenAgainWhenNobodyCanTellWhetherTheThresholdIsClear() {
        occupant = Optional.of("nobody knows");
        assertThatExceptionOfType(StrategyException.class)
                .isThrownBy(() -> door.shut(TIMEOUT))
                .withMessageContaining("it cannot be told whether somebody is on the way in: on purpose");
        assertThat(story).containsExactly("hold", "release");
    }

    @Test
    void opensByItselfWhenItsTimeIsOver() {
        door.shut(TIMEOUT);
        assertThat(time.canRing()).isFalse();
        clock.advance(TIMEOUT);
        assertThat(time.canRing()).isTrue();
        time.ring();
        assertThat(story).containsExactly("hold", "release");
        assertThat(door.keepShut()).isFalse();
    }

    @Test
    void cannotBeKeptOnceItsTimeIsOverThoughNothingRang() {
        door.shut(TIMEOUT);
        clock.advance(TIMEOUT);
        assertThat(door.keepShut()).isFalse();
        assertThat(story).containsExactly("hold", "release");
    }

    @Test
    void cannotBeKeptWhenItsTimePassesMeanwhile() {
        beforeKeeping = () -> clock.advance(TIMEOUT);
        door.shut(TIMEOUT);
        assertThat(door.keepShut()).isFalse();
        assertThat(story).containsExactly("hold", "keep", "release");
    }

    @Test
    void cannotBeKeptUnlessItIsShut() {
        assertThat(door.keepShut()).isFalse();
        assertThat(story).isEmpty();
    }

    @Test
    void staysShutWithoutALimitOnceItIsKept() {
        door.shut(TIMEOUT);
        assertThat(door.keepShut()).isTrue();
        clock.advance(Duration.ofDays(1));
        assertThat(time.canRing()).isFalse();
        assertThat(door.keepShut()).isTrue();
        door.close();
        assertThat(story).containsExactly("hold", "keep", "release");
    }

    @Test
    void doesNothingOnceClosed() {
        door.close();
        door.shut(TIMEOUT);
        assertThat(door.keepShut()).isFalse();
        door.open();
        assertThat(story).isEmpty();
    }

    @Test
    void saysWhichTimeoutIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> door.shut(Duration.ZERO))
                .withMessageContaining("timeout");
    }

    @Test
    void opensByItselfInRealTimeToo() {
        TimedDoor real = new TimedDoor(threshold);
        real.shut(Duration.ofMillis(20));
        await().untilAsserted(() -> assertThat(story).containsExactly("hold", "release"));
        assertThat(real.keepShut()).isFalse();
    }

    @Test
    void canBeInterruptedWhileItWaits() {
        occupant = Optional.of("a handshake");
        TimedDoor real = new TimedDoor(threshold);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(StrategyException.class).isThrownBy(() -> real.shut(Duration.ofDays(1)));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(story).containsExactly("hold", "release");
    }
}
