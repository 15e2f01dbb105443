package dev.lull.launcher.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.spi.Durations;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "90s, PT90S",
        "5m, PT5M",
        "1h30m, PT1H30M",
        "PT5M, PT5M",
        "pt1.5s, PT1.5S",
        "500ms, PT0.5S",
        "2d, PT48H",
        "1d2h3m4s5ms, PT26H3M4.005S",
        "1H30M, PT1H30M",
        "106751d, PT2562024H"
    })
    void readsWhatPeopleWrite(String text, Duration expected) {
        assertThat(DurationText.parsePositive(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"banana", "", "5", "5 m", "-5s", "1.5h", "30m1h", "5s5s", "PT", "P", "s", "٣s", "5m!"})
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> DurationText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\" is not a duration, expected one such as 90s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"106752d", "99999999999999999999s", "9223372036854775807d", "300000000h", "PT2562048H"})
    void refusesWhatOverflows(String text) {
        assertThatThrownBy(() -> DurationText.parse(text))
                .hasMessage("\"" + text + "\" is too long, expected at most 292 years");
    }

    @Test
    void refusesNegativeIso() {
        assertThatThrownBy(() -> DurationText.parse("PT-5M")).hasMessageContaining("negative");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0s", "PT0S", "0h0m"})
    void refusesNothingWhereSomethingIsNeeded(String text) {
        assertThatThrownBy(() -> DurationText.parsePositive(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void allowsZeroElsewhere() {
        assertThat(DurationText.parse("0s")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT0.0000001S, 1ms",
        "PT0.25S, 250ms",
        "PT59.999S, 59s",
        "PT90S, 1m30s",
        "PT1H, 1h",
        "PT49H1S, 2d1h1s"
    })
    void showsThemToPeople(Duration duration, String expected) {
        assertThat(Durations.text(duration)).isEqualTo(expected);
    }
}
