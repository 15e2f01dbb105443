package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UptimeClockTest {

    @ParameterizedTest
    @CsvSource({
        "'5134.17 9870.05\n', 5134170000000",
        "'0.00 0.00\n', 0",
        "'12.34', 12340000000",
        "'12.34\n', 12340000000",
        "'315360000.01 1.00\n', 315360000010000000",
    })
    void readsTheFirstNumberToTheHundredth(String text, long nanos) {
        assertThat(UptimeClock.parse(text)).isCloseTo(nanos, within(1_000L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "up 5 days", "5134,17 9870,05"})
    void refusesWhatIsNoUptime(String text) {
        assertThatThrownBy(() -> UptimeClock.parse(text)).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void goesOnAndNeverBack() {
        NanoClock clock = NanoClock.includingSuspend();
        long first = clock.nanoTime();
        assertThat(clock.nanoTime() - first).isNotNegative();
    }
}
