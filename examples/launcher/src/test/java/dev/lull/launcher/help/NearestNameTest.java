package dev.lull.launcher.help;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    private static final List<String> NAMES = List.of(
            "--idle",
            "--ignore",
            "--listen",
            "--port",
            "--proxy-protocol",
            "--check-interval",
            "--startup-grace",
            "--to");

    @ParameterizedTest
    @CsvSource({
        "--prot, --port",
        "-port, --port",
        "--pört, --port",
        "--listne, --listen",
        "--lsiten, --listen",
        "--ignroe, --ignore",
        "--proxy, --proxy-protocol",
        "--proxyprotocol, --proxy-protocol",
        "--start-up-grace, --startup-grace",
        "--check, --check-interval"
    })
    void isTheOneWithTheFewestMistakesInIt(String word, String name) {
        assertThat(NearestName.of(word, NAMES)).contains(name);
    }

    @ParameterizedTest
    @CsvSource({"--frobnicate", "--x", "-", "--verbose", "--timeout"})
    void isNoneIfNoneIsNear(String word) {
        assertThat(NearestName.of(word, NAMES)).isEmpty();
    }

    @Test
    void twoLettersThatChangedPlacesAreOneMistake() {
        assertThat(NearestName.mistakes("prot", "port")).isEqualTo(1);
        assertThat(NearestName.mistakes("port", "port")).isZero();
        assertThat(NearestName.mistakes("", "port")).isEqualTo(4);
        assertThat(NearestName.mistakes("ca", "abc")).isEqualTo(3);
    }
}
