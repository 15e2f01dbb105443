package dev.lull.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class ParentProcessTest {

    @Test
    void forgetsChildrenThatHaveEnded() throws Exception {
        ParentProcess parent = ParentProcess.ofStarted();
        for (int i = 0; i < 3; i++) {
            Process line = parent.start(new ProcessBuilder("true"));
            line.waitFor();
            line.toHandle().onExit().join();
        }
        assertThat(parent.remembered()).isLessThanOrEqualTo(1);
    }
}
