package dev.lull.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NumberTextTest {

    @Test
    void keepsThreeDigits() {
        assertThat(Stream.of(0.0, 0.0361, 0.5, 9.6, 64.94, 123.4, 9_999.0, 64_900.0, 277_000.0)
                        .map(NumberText::of))
                .containsExactly("0", "0.0361", "0.500", "9.60", "64.9", "123", "9999", "64.9k", "277k");
    }
}
