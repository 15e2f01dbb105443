package dev.lull.launcher.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ProbeLimit;
import dev.lull.TrafficThreshold;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteCountTest {

    @ParameterizedTest
    @CsvSource({
        "512, 512",
        "512B, 512",
        "1KB, 1000",
        "1 kb, 1000",
        "1KiB, 1024",
        "2MB, 2000000",
        "2MiB, 2097152",
        "1GiB, 1073741824"
    })
    void readsUnitsOfThousandAndOf1024(String text, long expected) {
        assertThat(ByteCount.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KB", "1XB", "-1", "1.5KB", "1K"})
    void refusesWhatIsNoNumberOfBytes(String text) {
        assertThatThrownBy(() -> ByteCount.parse(text)).hasMessageContaining("is not a number of bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "9223372036854775807KB"})
    void refusesWhatOverflows(String text) {
        assertThatThrownBy(() -> ByteCount.parse(text)).hasMessageContaining("too many");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "999, 999 B", "1000, 1.0 kB", "999949, 999.9 kB", "999950, 1.0 MB", "3200000000, 3.2 GB"})
    void showsThemToPeople(long bytes, String expected) {
        assertThat(ByteCount.of(bytes)).isEqualTo(expected);
    }

    @Test
    void readsAThreshold() {
        assertThat(MonitorFilters.parseThreshold("1KB/10s"))
                .isEqualTo(new TrafficThreshold(1000, Duration.ofSeconds(10)));
    }

    @Test
    void readsAProbe() {
        assertThat(MonitorFilters.parseProbe("2s/1KB")).isEqualTo(new ProbeLimit(Duration.ofSeconds(2), 1000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1KB", "0/10s", "1KB/0s", "1KB/", "/10s", "banana/10s"})
    void refusesAThresholdThatAsksForNothing(String text) {
        assertThatThrownBy(() -> MonitorFilters.parseThreshold(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
