package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestartPacingTest {

    private final RestartPacing pacing = new RestartPacing();

    @Test
    void waitsEverLongerUpToAMinute() {
        assertThat(Stream.generate(() -> pacing.pauseAfter(Duration.ofMillis(5)))
                        .limit(9)
                        .map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @Test
    void beginsAnewAfterALongRun() {
        assertThat(pacing.pauseAfter(Duration.ZERO)).hasSeconds(1);
        assertThat(pacing.pauseAfter(Duration.ZERO)).hasSeconds(2);
        assertThat(pacing.pauseAfter(Duration.ofMinutes(1))).hasSeconds(1);
        assertThat(pacing.pauseAfter(Duration.ofSeconds(59))).hasSeconds(2);
    }
}
