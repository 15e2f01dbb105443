package dev.lull.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest {

    @Test
    void isLinearFromZeroWhereValuesAreAlike() {
        Scale scale = Scale.of(List.of(2.0, 9.6));
        assertThat(scale.logarithmic()).isFalse();
        assertThat(scale.share(4.8)).isEqualTo(0.5);
        assertThat(scale.ticks()).extracting(Scale.Tick::label).containsExactly("0", "2", "4", "6", "8");
    }

    @Test
    void isLogarithmicWhereTheyAreNot() {
        Scale scale = Scale.of(List.of(0.09, 1_900.0));
        assertThat(scale.logarithmic()).isTrue();
        assertThat(scale.share(0.01)).isZero();
        assertThat(scale.share(1_900)).isEqualTo(1);
        assertThat(scale.ticks()).extracting(Scale.Tick::label).containsExactly("0.01", "1", "100");
    }

    @Test
    void hasRoomForZeros() {
        assertThat(Scale.of(List.of(0.0, 0.0)).share(0)).isZero();
        assertThat(Scale.of(List.of()).ticks()).isNotEmpty();
    }

    @Test
    void namesBigNumbersShortly() {
        assertThat(Scale.of(List.of(250_000.0)).ticks())
                .extracting(Scale.Tick::label)
                .containsExactly("0", "50k", "100k", "150k", "200k", "250k");
    }
}
