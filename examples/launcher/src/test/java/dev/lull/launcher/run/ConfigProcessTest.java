package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.launcher.LauncherProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lull run --config} runs what the file says, and the environment has its say. */
class ConfigProcessTest {

    @Test
    void runsTheServiceOfAFileWithTheProgramInTheShellsPlace(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("lull.yaml"),
                """
                listen: 127.0.0.1:28461
                to: 127.0.0.1:28462
                strategy: proxy
                idle: 1h
                command: sleep 3600
                """);
        try (LauncherProcess lull = LauncherProcess.through(
                List.of("env", "LULL_IDLE=300ms"), List.of(), "run", "--config", file.toString())) {
            lull.awaitLog("started /bin/sh -c 'exec sleep 3600'");
            assertThat(lull.awaitExit()).isZero();
            assertThat(String.join("\n", lull.err())).contains("stopping after 300ms without a connection");
        }
    }

    @Test
    void startsNothingWhereTheFileIsWrong(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("lull.yaml"), "port: 22\nidel: 5m\ncommand: sleep 3600\n");
        try (LauncherProcess lull = LauncherProcess.start("run", "--config", file.toString())) {
            assertThat(lull.awaitExit()).isEqualTo(64);
            assertThat(lull.err())
                    .containsExactly("lull run: " + file
                            + ":2:1: \"idel\" is no option, did you mean idle? (see \"lull run --help\")");
        }
    }
}
