package dev.lull.launcher.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Reading;
import dev.lull.Verdict;
import dev.lull.contract.ManualClock;
import dev.lull.launcher.systemd.LoopPulse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A loop that was not heard of is asked for a sign, and has a moment for it. */
class LoopHealthTest {

    private static final Duration DOOR_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofMinutes(14);

    private final ManualClock clock = new ManualClock();
    private final LoopPulse pulse = new LoopPulse(clock);
    private final AtomicInteger asked = new AtomicInteger();
    private final LoopHealth health = new LoopHealth(pulse, asked::incrementAndGet, DOOR_TIMEOUT, clock);

    private void look() {
        pulse.onLook(new Reading.Unreadable(0, "of no matter"), new Verdict.ShutDown(LONG));
    }

    @Test
    void isWellBeforeTheLoopBeginsAndAfterItHasEnded() {
        clock.advance(LONG);
        assertThat(health.complaint()).contains("");
        health.begins();
        health.ends();
        clock.advance(LONG);
        assertThat(health.complaint()).contains("");
        assertThat(asked).hasValue(0);
    }

    @Test
    void believesALoopThatWasHeardOfLately() {
        health.begins();
        clock.advance(DOOR_TIMEOUT.plusSeconds(9));
        assertThat(health.complaint()).contains("");
        assertThat(asked).hasValue(0);
    }

    /** A quarter of an hour between two looks is no illness while somebody is connected. */
    @Test
    void asksALoopForALookThatHadNoReasonForOne() {
        health.begins();
        clock.advance(LONG);
        assertThat(health.complaint()).as("not known yet").isEmpty();
        assertThat(asked).hasValue(1);
        look();
        assertThat(health.complaint()).contains("");
    }

    @Test
    void complainsOfALoopThatDoesNotAnswerAndForgivesItWhenItDoes() {
        health.begins();
        clock.advance(LONG);
        assertThat(health.complaint()).isEmpty();
        clock.advance(LoopHealth.TIME_FOR_A_SIGN);
        assertThat(health.complaint().orElseThrow())
                .isEqualTo("the watching loop has given no sign for 14m2s, though asked for one");
        assertThat(asked).hasValue(1);
        look();
        assertThat(health.complaint()).contains("");
    }

    @Test
    void isWellWhileTheLoopWaitsForAProgram() throws Exception {
        health.begins();
        Optional<String> meanwhile = pulse.during(() -> {
            clock.advance(LONG);
            return health.complaint();
        });
        assertThat(meanwhile).contains("");
    }
}
