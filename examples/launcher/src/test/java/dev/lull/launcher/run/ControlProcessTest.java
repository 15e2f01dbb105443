package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.Require;
import dev.lull.launcher.EventFile;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real runs, asked by the program itself. */
@EnabledOnOs(OS.LINUX)
class ControlProcessTest {

    @TempDir
    private Path folder = Path.of("");

    private Path connections = Path.of("");
    private Path socket = Path.of("");
    private Path events = Path.of("");

    @BeforeEach
    void nobodyIsConnected() throws IOException {
        connections = folder.resolve("connections");
        socket = folder.resolve("service.sock");
        events = folder.resolve("events");
        Files.writeString(connections, "");
    }

    private LauncherProcess run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "run",
                "--port",
                "22",
                "--strategy",
                "scripted",
                "--control",
                socket.toString(),
                "--events",
                events.toString()));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--", "sleep", "300"));
        LauncherProcess lull = LauncherProcess.scripted(connections, all.toArray(String[]::new));
        await().atMost(LauncherProcess.PATIENCE).until(() -> Files.exists(socket));
        return lull.awaitLog("started sleep");
    }

    private Shell.Result lull(String... arguments) {
        return Shell.run(LauncherProcess.commandLine(List.of(), arguments));
    }

    private List<Map<String, String>> events(String name) {
        return EventFile.read(events).stream()
                .filter(event -> name.equals(event.get("event")))
                .toList();
    }

    @Test
    void isHeldReleasedAndStopped() throws IOException {
        String at = socket.toString();
        Files.writeString(connections, "1 10.0.0.1:1111 10 20\n");
        try (LauncherProcess run = run("--idle", "2s", "--name", "mine")) {
            Shell.Result held = lull("hold", "1h", at, "--reason", "a test");
            assertThat(held.output()).isEqualTo("h1\n");
            assertThat(held.exitCode()).isZero();
            Files.writeString(connections, "");
            run.awaitLog("staying up: held by h1 (a test)");
            Map<String, String> status =
                    EventFile.parse(lull("status", "--json", at).output());
            assertThat(status)
                    .containsEntry("name", "mine")
                    .containsEntry("state", "watching")
                    .containsEntry("target", "port 22")
                    .containsEntry("open", "0")
                    .containsEntry("stopsInMillis", "null");
            assertThat(status.get("keptUpBy")).contains("held by h1 (a test) for ");
            assertThat(lull("status", at).output())
                    .contains("mine: watching, sleep up since ", "last     10.0.0.1:1111 left ");
            Shell.Result refused = lull("stop", at);
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.output()).contains("not stopped: held by h1 (a test) for ");
            assertThat(lull("release", "h7", at).exitCode()).isEqualTo(1);
            Files.writeString(connections, "2 10.0.0.2:2222 10 20\n");
            await().atMost(LauncherProcess.PATIENCE)
                    .until(() -> lull("status", at).output().contains("10.0.0.2:2222"));
            Shell.Result stopped = lull("stop", "--force", at);
            assertThat(stopped.output()).isEqualTo("stopping sleep; 1 connection is cut off\n");
            assertThat(stopped.exitCode()).isZero();
            assertThat(run.awaitExit()).isZero();
        }
        assertThat(socket).doesNotExist();
        assertThat(events("held")).singleElement().satisfies(event -> assertThat(event)
                .containsEntry("hold", "h1")
                .containsEntry("reason", "a test"));
        assertThat(events("stopping")).singleElement().satisfies(event -> assertThat(event)
                .containsEntry("reason", "lull stop, with 1 connection open"));
        Shell.Result gone = lull("status", at);
        assertThat(gone.exitCode()).isEqualTo(69);
        assertThat(gone.output())
                .startsWith("lull: the run at " + at + " cannot be reached: ")
                .hasLineCount(1);
    }

    @Test
    void isWokenByAHoldAndByWake() {
        String at = socket.toString();
        try (LauncherProcess run = run("--idle", "1s", "--on-idle", "freeze")) {
            run.awaitLog("asleep");
            assertThat(lull("wake", at).output()).startsWith("sleep is awake, after ");
            assertThat(lull("hold", "1h", at).output()).isEqualTo("h1\n");
            await().atMost(LauncherProcess.PATIENCE)
                    .until(() -> lull("status", at).output().contains("watching"));
            assertThat(lull("wake", at).output()).isEqualTo("sleep is awake already\n");
            assertThat(lull("release", at).output()).isEqualTo("h1\n");
            await().atMost(LauncherProcess.PATIENCE)
                    .until(() -> events("asleep").size() >= 2);
            assertThat(lull("status", at).output()).contains(": asleep, ", "woken ");
            assertThat(lull("stop", at).exitCode()).isZero();
            assertThat(run.awaitExit()).isZero();
        }
    }

    @Test
    void isRefusedByTheLineBeforeAStop() {
        try (LauncherProcess run = run("--idle", "1h", "--before-stop", "exit 3")) {
            Shell.Result refused = lull("stop", socket.toString());
            assertThat(refused.output())
                    .contains(
                            "not stopped: --before-stop: \"exit 3\" ended with exit code 3; --force stops all the same");
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(lull("stop", "--force", socket.toString()).exitCode()).isZero();
            assertThat(run.awaitExit()).isZero();
        }
    }

    @Test
    void isStoppedByForceThoughAnotherStopWaitsForItsLine() throws Exception {
        Path asked = folder.resolve("asked");
        try (LauncherProcess run = run("--idle", "1h", "--before-stop", "touch " + asked + "; sleep 60")) {
            Process waiting =
                    new ProcessBuilder(LauncherProcess.commandLine(List.of(), "stop", socket.toString())).start();
            try {
                await().atMost(LauncherProcess.PATIENCE).until(() -> Files.exists(asked));
                assertThat(lull("stop", socket.toString()).exitCode()).isEqualTo(1);
                assertThat(lull("stop", "--force", socket.toString()).exitCode())
                        .isZero();
                assertThat(run.awaitExit()).isZero();
            } finally {
                waiting.destroyForcibly();
            }
        }
    }

    @Test
    void takesThePlaceOfAKilledOneAndIsOutOfReachForAnotherUser() {
        Require.that("setpriv", Require.isRoot() && Require.hasProgram("setpriv"), "needs root and util-linux");
        try (LauncherProcess killed = run("--idle", "1h")) {
            killed.signal("KILL");
            assertThat(killed.awaitExit()).isEqualTo(137);
        }
        assertThat(socket).exists();
        assertThat(lull("status", socket.toString()).exitCode()).isEqualTo(69);
        try (LauncherProcess again = run("--idle", "1h")) {
            await().atMost(LauncherProcess.PATIENCE)
                    .until(() -> lull("status", socket.toString()).exitCode() == 0);
            Shell.Result other =
                    Shell.run("setpriv", "--reuid=65534", "--clear-groups", "test", "-w", socket.toString());
            assertThat(other.exitCode()).isEqualTo(1);
            assertThat(lull("stop", socket.toString()).exitCode()).isZero();
            assertThat(again.awaitExit()).isZero();
        }
    }
}
