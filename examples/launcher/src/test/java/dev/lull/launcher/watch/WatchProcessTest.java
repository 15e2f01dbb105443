package dev.lull.launcher.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where no terminal is: lines, of a port and of a run. */
@EnabledOnOs(OS.LINUX)
class WatchProcessTest {

    @TempDir
    private Path folder = Path.of("");

    private Path connections = Path.of("");

    @BeforeEach
    void somebodyIsConnected() throws IOException {
        connections = folder.resolve("connections");
        Files.writeString(connections, "1 10.0.0.1:1111 10 20\n");
    }

    private static void awaitLine(LauncherProcess lull, String text) {
        await("the line \"" + text + "\"").atMost(LauncherProcess.PATIENCE).until(() -> lull.out().stream()
                .anyMatch(line -> line.contains(text)));
    }

    @Test
    void watchesAPortWithoutARun() throws IOException {
        try (LauncherProcess lull = LauncherProcess.scripted(
                connections, "watch", "--port", "22", "--strategy", "scripted", "--interval", "100ms")) {
            awaitLine(lull, "1 open");
            assertThat(lull.out().get(0)).startsWith("port 22, with scripted (a script)");
            Files.writeString(connections, "");
            awaitLine(lull, "  10.0.0.1:1111          ");
            awaitLine(lull, "0 open");
            lull.signal("TERM");
            assertThat(lull.awaitExit()).isEqualTo(143);
            assertThat(lull.err()).isEmpty();
        }
    }

    @Test
    void watchesARunUntilThatEnds() throws IOException {
        String socket = folder.resolve("service.sock").toString();
        try (LauncherProcess run = LauncherProcess.scripted(
                connections,
                "run",
                "--port",
                "22",
                "--strategy",
                "scripted",
                "--check-interval",
                "100ms",
                "--ignore",
                "10.9.0.0/16",
                "--idle",
                "1h",
                "--name",
                "mine",
                "--control",
                socket)) {
            run.awaitLog("watching");
            await().atMost(LauncherProcess.PATIENCE).until(() -> Files.exists(Path.of(socket)));
            try (LauncherProcess lull = LauncherProcess.start("watch", socket, "--interval", "100ms");
                    LauncherProcess json = LauncherProcess.start("watch", "--json", socket, "--interval", "100ms")) {
                awaitLine(lull, "1 open");
                awaitLine(json, "\"event\":\"look\"");
                assertThat(lull.out().get(0)).startsWith("mine: watching, port 22, with scripted (a script");
                Files.writeString(connections, "2 10.9.0.2:2222 10 20\n");
                awaitLine(lull, "  10.0.0.1:1111          ");
                awaitLine(lull, "0 open, and 1 that does not count; stops in ");
                awaitLine(json, "\"event\":\"closed\"");
                awaitLine(json, "\"uncountedBecause\":\"ignored\"");
                Files.writeString(connections, "");
                awaitLine(lull, "  10.9.0.2:2222          ");
                assertThat(lull.out()).anyMatch(line -> line.contains("10.9.0.2:2222") && line.endsWith("ignored"));
                assertThat(Shell.run(LauncherProcess.commandLine(java.util.List.of(), "stop", socket))
                                .exitCode())
                        .isZero();
                assertThat(run.awaitExit()).isZero();
                assertThat(lull.awaitExit()).isEqualTo(69);
                assertThat(lull.err()).containsExactly("lull: the run mine has ended");
                assertThat(json.awaitExit()).isEqualTo(69);
            }
        }
    }

    @Test
    void saysThatNobodyCanBeReached() {
        String socket = folder.resolve("nobody.sock").toString();
        Shell.Result result = Shell.run(LauncherProcess.commandLine(java.util.List.of(), "watch", socket));
        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.output())
                .startsWith("lull: the run at " + socket + " cannot be reached: ")
                .hasLineCount(1);
    }
}
