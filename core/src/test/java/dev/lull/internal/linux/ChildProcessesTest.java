package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.contract.LeakCheck;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class ChildProcessesTest {

    @Test
    void givesTheLimitOfOpenFilesToWhatIsStarted() throws Exception {
        ChildProcesses calls = ChildProcesses.load();
        long limit = calls.openFileLimit();
        try {
            calls.setOpenFileLimit(limit - 1);
            assertThat(limitOfAChild()).isEqualTo(limit - 1);
        } finally {
            calls.setOpenFileLimit(limit);
        }
        assertThat(calls.openFileLimit()).isEqualTo(limit);
        assertThat(limitOfAChild()).isEqualTo(limit);
    }

    @Test
    void saysWhichLimitCannotBeSet() throws Exception {
        ChildProcesses calls = ChildProcesses.load();
        assertThatThrownBy(() -> calls.setOpenFileLimit(Long.MAX_VALUE))
                .isInstanceOf(SystemCallException.class)
                .hasMessageContaining("setrlimit(RLIMIT_NOFILE, " + Long.MAX_VALUE);
    }

    private static long limitOfAChild() throws Exception {
        Process child = new ProcessBuilder("sh", "-c", "ulimit -S -n").start();
        try {
            String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return Long.parseLong(said.strip());
        } finally {
            child.waitFor();
            child.destroy();
        }
    }
}
