package dev.lull.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.Require;
import dev.lull.launcher.LauncherProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemoTest {

    @Test
    void theDemoShowsAnIdleStopInUnderThirtySeconds() {
        Require.that("procfs", Path.of("/proc/net/tcp").toFile().canRead(), "no /proc/net/tcp to read");
        long began = System.nanoTime();
        try (LauncherProcess demo = LauncherProcess.start("demo")) {
            assertThat(demo.awaitExit()).as("%s %s", demo.out(), demo.err()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
            assertThat(String.join("\n", demo.out()))
                    .containsSubsequence(
                            "an SSH server",
                            "a visitor comes",
                            "Hello from Lull's demo",
                            "still up, and now the visitor leaves",
                            "stopping the service: idle for 3s",
                            "the server was stopped");
            assertThat(demo.err()).as("nothing that a newcomer would wonder at").isEmpty();
        }
    }
}
