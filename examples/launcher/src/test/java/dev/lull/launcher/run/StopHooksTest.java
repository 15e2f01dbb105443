package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.launcher.EventFile;
import dev.lull.launcher.LauncherProcess;
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

/** What is said and asked before a stop. */
@EnabledOnOs(OS.LINUX)
class StopHooksTest {

    @TempDir
    private Path folder = Path.of("");

    private Path connections = Path.of("");
    private Path events = Path.of("");

    @BeforeEach
    void nobodyIsConnected() throws IOException {
        connections = folder.resolve("connections");
        events = folder.resolve("events");
        Files.writeString(connections, "");
    }

    private LauncherProcess run(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("run", "--port", "22", "--strategy", "scripted", "--events", events.toString()));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--", "sleep", "300"));
        return LauncherProcess.scripted(connections, all.toArray(String[]::new));
    }

    private List<Map<String, String>> events(String name) {
        return (Files.exists(events) ? EventFile.read(events) : List.<Map<String, String>>of())
                .stream().filter(event -> name.equals(event.get("event"))).toList();
    }

    @Test
    void isVetoedAsLongAsTheLineSays() throws IOException {
        Path busy = Files.createFile(folder.resolve("busy"));
        try (LauncherProcess lull =
                run("--idle", "1s", "--before-stop", "! test -e '" + busy + "'", "--veto-for", "1s")) {
            lull.awaitLog("not stopping: --before-stop: \"! test -e '" + busy
                    + "'\" ended with exit code 1; asking again in 1s");
            await().atMost(LauncherProcess.PATIENCE)
                    .until(() -> events("vetoed").size() >= 2);
            assertThat(events("stopping")).isEmpty();
            Files.delete(busy);
            assertThat(lull.awaitExit()).isZero();
        }
        assertThat(events("vetoed").get(0)).containsEntry("againMillis", "1000");
        assertThat(events("stopping")).hasSize(1);
    }

    @Test
    void isEndedBySignalWhileTheLineRuns() {
        Path asked = folder.resolve("asked");
        try (LauncherProcess lull = run("--idle", "1s", "--before-stop", "touch '" + asked + "'; sleep 300")) {
            await().atMost(LauncherProcess.PATIENCE).until(() -> Files.exists(asked));
            lull.signal("TERM");
            assertThat(lull.awaitExit()).isEqualTo(143);
        }
    }

    @Test
    void warnsAndThenStops() {
        Path warned = folder.resolve("warned");
        try (LauncherProcess lull =
                run("--idle", "2s", "--warn", "1s", "--warn-command", "touch '" + warned + "'; exit 3")) {
            lull.awaitLog("warning: nobody is connected, sleep will be stopped in 1s; a connection calls that off");
            lull.awaitLog("--warn-command: \"touch '" + warned + "'; exit 3\" ended with exit code 3");
            assertThat(lull.awaitExit()).isZero();
        }
        assertThat(warned).exists();
        assertThat(events("warning")).singleElement().satisfies(event -> assertThat(event)
                .containsEntry("stopsInMillis", "1000"));
    }

    @Test
    void isCalledOffByAConnectionAfterTheWarning() throws IOException {
        try (LauncherProcess lull = run("--idle", "3s", "--warn", "2s")) {
            await().atMost(LauncherProcess.PATIENCE)
                    .until(() -> !events("warning").isEmpty());
            Files.writeString(connections, "1 10.0.0.1:1111 10 20\n");
            await().atMost(LauncherProcess.PATIENCE)
                    .until(() -> !events("warning-called-off").isEmpty());
            assertThat(events("warning-called-off").get(0)).containsEntry("reason", "1 connection");
            assertThat(lull.handle().isAlive()).isTrue();
            Files.writeString(connections, "");
            assertThat(lull.awaitExit()).isZero();
        }
        assertThat(events("warning")).hasSize(2);
    }
}
