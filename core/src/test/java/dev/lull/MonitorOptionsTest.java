package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.lull.contract.ManualClock;
import org.junit.jupiter.api.Test;

final class MonitorOptionsTest {

    private record Depth(int value) {}

    private record Width(int value) {}

    @Test
    void tellsEachStrategyItsOwnSettings() {
        MonitorOptions options = MonitorOptions.builder()
                .settings(new Depth(1))
                .settings(new Width(2))
                .settings(new Depth(3))
                .build();
        assertThat(options.settings(Depth.class)).contains(new Depth(3));
        assertThat(options.settings(Width.class)).contains(new Width(2));
        assertThat(options.settings(String.class)).isEmpty();
    }

    @Test
    void keepsWhatItWasMadeOf() {
        MonitorOptions.Builder builder = MonitorOptions.builder();
        MonitorOptions before = builder.build();
        builder.settings(new Depth(1)).clock(new ManualClock());
        assertThat(before.settings(Depth.class)).isEmpty();
        assertThat(before.clock()).isNotInstanceOf(ManualClock.class);
    }

    @Test
    void takesTheClockThatItIsGivenElseTheJvms() {
        ManualClock clock = new ManualClock();
        assertThat(MonitorOptions.builder().clock(clock).build().clock()).isSameAs(clock);
        long before = System.nanoTime();
        assertThat(MonitorOptions.defaults().clock().nanoTime() - before).isNotNegative();
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void refusesNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> MonitorOptions.builder().clock(null))
                .withMessage("clock");
        assertThatNullPointerException()
                .isThrownBy(() -> MonitorOptions.builder().settings(null));
    }
}
