package dev.lull.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DurationsTest {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    @ParameterizedTest
    @CsvSource({
        "0, 0s, 0s",
        "1, 1ms, 1ms",
        "999000000, 999ms, 999ms",
        "999000001, 999ms, 1s",
        "999999999, 999ms, 1s",
        "1000000000, 1s, 1s",
        "1000000001, 1s, 2s",
        "59999999999, 59s, 1m",
        "60000000000, 1m, 1m",
        "90000000000, 1m30s, 1m30s",
        "3600000000000, 1h, 1h",
        "3601000000000, 1h1s, 1h1s",
        "5400000000000, 1h30m, 1h30m",
        "100000000000000, 1d3h46m40s, 1d3h46m40s",
        "9223372036854775807, 106751d23h47m16s, 106751d23h47m17s",
    })
    void showsWholeSeconds(long nanos, String cutOff, String roundedUp) {
        assertThat(Durations.text(Duration.ofNanos(nanos))).isEqualTo(cutOff);
        assertThat(Durations.textRoundedUp(Duration.ofNanos(nanos))).isEqualTo(roundedUp);
    }

    @Property
    void neverShowsWhatIsLeftAsNothing(@ForAll @LongRange(min = 1) long nanos) {
        assertThat(Durations.textRoundedUp(Duration.ofNanos(nanos))).matches("[1-9].*");
    }

    @Test
    void takesWhatFitsALongOfNanoseconds() {
        assertThat(Durations.requirePositive(Duration.ofNanos(1), "it")).isEqualTo(Duration.ofNanos(1));
        assertThat(Durations.requirePositive(LONGEST, "it")).isEqualTo(LONGEST);
        assertThat(Durations.requireNotNegative(Duration.ZERO, "it")).isZero();
        assertThat(Durations.requireNotNegative(LONGEST, "it")).isEqualTo(LONGEST);
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void refusesTheRestWithNameAndValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.requirePositive(Duration.ZERO, "it"))
                .withMessage("it: PT0S, expected above zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.requireNotNegative(Duration.ofNanos(-1), "it"))
                .withMessage("it: PT-0.000000001S, expected zero or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.requirePositive(LONGEST.plusNanos(1), "it"))
                .withMessageStartingWith("it: ")
                .withMessageContaining("expected at most");
        assertThatNullPointerException()
                .isThrownBy(() -> Durations.requirePositive(null, "it"))
                .withMessage("it");
        assertThatNullPointerException()
                .isThrownBy(() -> Durations.requireNotNegative(null, "it"))
                .withMessage("it");
    }
}
