package dev.lull.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lull.hold.Finding.State;
import dev.lull.hold.HoldProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class LoadProbesTest {

    @Test
    void loadHoldsAboveItsThresholdAlone() throws Exception {
        assertThat(LoadProbes.loadAbove(100_000).look().state()).isEqualTo(State.FREE);
        assertThat(LoadProbes.loadAbove(0).look().words()).startsWith("the load is ");
    }

    @Test
    void processorsHoldWhileTheyAreBusy() throws Exception {
        HoldProbe busy = LoadProbes.processorUseAbove(0);
        assertThat(busy.look().words()).startsWith("the processors are at ").endsWith(" %");
        assertThat(busy.look().words()).startsWith("the processors are at ").endsWith(" %");
        assertThat(LoadProbes.processorUseAbove(0.999_999).look().state()).isIn(State.FREE, State.HELD);
    }

    @Test
    void refusesThresholdsThatMeanNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> LoadProbes.loadAbove(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> LoadProbes.loadAbove(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> LoadProbes.processorUseAbove(1));
    }
}
