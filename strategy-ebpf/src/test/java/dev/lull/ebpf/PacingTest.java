package dev.lull.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PacingTest {

    private static final long MILLISECOND = 1_000_000;

    @Test
    void tellsAtOnceAtAModeratePace() {
        long now = Long.MAX_VALUE - MILLISECOND; // the clock may wrap
        Pacing pacing = new Pacing(now);
        for (int i = 0; i < 1000; i++) {
            now += MILLISECOND;
            assertThat(pacing.pauseAfterWaking(now)).isZero();
        }
    }

    @Test
    void gathersWhatPoursInUntilItStops() {
        long now = 0;
        Pacing pacing = new Pacing(now);
        int atOnce = 0;
        for (int i = 0; i < 100; i++) {
            now += MILLISECOND / 100;
            atOnce += pacing.pauseAfterWaking(now) == 0 ? 1 : 0;
        }
        assertThat(atOnce).isEqualTo(20);
        assertThat(pacing.pauseAfterWaking(now + 20 * MILLISECOND)).isZero();
    }
}
