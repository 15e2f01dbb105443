package dev.lull.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.lull.Hold;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
final class StandingHoldTest {

    private static final Duration PACE = Duration.ofSeconds(5);

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile Finding found = Finding.free("nothing");

    private Finding look() {
        looks.incrementAndGet();
        return found;
    }

    /** Asks, then lets the look that this began come to its end. */
    private boolean ask(StandingHold hold) {
        int before = looks.get();
        clock.advance(PACE);
        boolean held = hold.isHeld(clock.nanoTime());
        await().until(() -> looks.get() == before + 1);
        hold.awaitQuiet();
        return held;
    }

    @Test
    void answersTheFirstTimeAndWithTheLastAnswerAfterThat() {
        try (StandingHold hold = StandingHold.of("backup", this::look)) {
            assertThat(looks).hasValue(0);
            assertThat(ask(hold)).isFalse();
            found = Finding.held("it runs");
            assertThat(ask(hold)).isFalse();
            assertThat(ask(hold)).isTrue();
            assertThat(hold.description()).isEqualTo("backup");
            assertThat(hold.finding().words()).isEqualTo("it runs");
            found = Finding.free("it ended");
            assertThat(ask(hold)).isTrue();
            assertThat(ask(hold)).isFalse();
        }
    }

    @Test
    void looksOnceForSeveralQuestionsInASecond() {
        try (StandingHold hold = StandingHold.of("backup", this::look)) {
            boolean ignored = ask(hold);
            for (int i = 0; i < 9; i++) {
                clock.advance(Duration.ofMillis(100));
                assertThat(hold.isHeld(clock.nanoTime())).isFalse();
            }
            assertThat(looks).hasValue(1);
        }
    }

    @Test
    void holdsWhileItCannotBeToldAndSaysWhy() {
        HoldProbe failing = () -> {
            looks.incrementAndGet();
            throw new IOException("no such host");
        };
        try (StandingHold hold = StandingHold.of("http://nowhere", failing)) {
            assertThat(ask(hold)).isTrue();
            assertThat(hold.description()).isEqualTo("http://nowhere (cannot tell: no such host)");
        }
    }

    @Test
    void givesUpWhatCannotBeToldForLongerThanItMay() {
        found = Finding.unknown("no answer");
        try (StandingHold hold = StandingHold.builder("backup", this::look)
                .maxUnknown(Duration.ofSeconds(15))
                .build()) {
            assertThat(ask(hold)).isTrue();
            assertThat(ask(hold)).isTrue();
            assertThat(ask(hold)).isTrue();
            assertThat(ask(hold)).isFalse();
            assertThat(hold.finding().words()).isEqualTo("given up after 15s: no answer");
            found = Finding.held("it runs");
            boolean ignored = ask(hold);
            assertThat(ask(hold)).isTrue();
            found = Finding.unknown("no answer");
            ignored = ask(hold);
            assertThat(ask(hold)).isTrue(); // the time counts anew
        }
    }

    @Test
    void believesNoAnswerOfTheTimeBeforeTheServiceWasInUse() {
        try (StandingHold hold = StandingHold.of("backup", this::look)) {
            assertThat(ask(hold)).isFalse();
            clock.advance(Duration.ofHours(2));
            found = Finding.held("it runs");
            assertThat(ask(hold)).isTrue();
        }
    }

    @Test
    void holdsOnWhileALookHangsAndBeginsNoOther() {
        CountDownLatch asked = new CountDownLatch(1);
        HoldProbe hanging = () -> {
            looks.incrementAndGet();
            asked.countDown();
            new CountDownLatch(1).await();
            return Finding.free("never");
        };
        try (StandingHold hold = StandingHold.of("file:/stuck", hanging)) {
            assertThat(hold.isHeld(clock.nanoTime())).isTrue();
            assertThat(hold.description()).contains("not known yet");
            clock.advance(Duration.ofSeconds(10));
            assertThat(hold.isHeld(clock.nanoTime())).isTrue();
            assertThat(hold.description()).isEqualTo("file:/stuck (cannot tell: no answer within 10s)");
            assertThat(looks).hasValue(1);
        } // and its thread ends: LeakCheck
    }

    @Test
    void holdsNoLongerOnceClosed() {
        found = Finding.held("it runs");
        StandingHold hold = StandingHold.of("backup", this::look);
        assertThat(ask(hold)).isTrue();
        hold.close();
        hold.close();
        assertThat(hold.isHeld(clock.nanoTime())).isFalse();
    }

    @Test
    void anyOfSeveralHoldsAloneAndAllOnlyTogether() {
        try (StandingHold backup = StandingHold.of("backup", () -> Finding.held("it runs"));
                StandingHold hours = StandingHold.of("hours", this::look)) {
            Hold any = Holds.anyOf(List.of(hours, backup));
            Hold all = Holds.allOf(List.of(backup, hours));
            assertThat(any.isHeld(clock.nanoTime())).isTrue();
            assertThat(any.description()).isEqualTo("backup");
            assertThat(all.isHeld(clock.nanoTime())).isFalse();
            found = Finding.held("it is Monday");
            clock.advance(Duration.ofHours(1));
            assertThat(all.isHeld(clock.nanoTime())).isTrue();
            assertThat(all.description()).isEqualTo("backup and hours");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Holds.allOf(List.of()));
    }
}
