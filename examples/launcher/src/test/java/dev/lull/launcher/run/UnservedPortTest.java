package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.FreePort;
import dev.lull.contract.Require;
import dev.lull.launcher.EventFile;
import dev.lull.launcher.LauncherProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A port that nobody listens at is not an idle one. */
@EnabledOnOs(OS.LINUX)
class UnservedPortTest {

    @TempDir
    private Path folder = Path.of("");

    private static void requireStrategy(String name) {
        var provider = dev.lull.Strategies.installed().get(name);
        Require.that(
                name,
                provider != null && provider.probe() instanceof dev.lull.Availability.Available,
                name + " does not work here");
    }

    private List<Map<String, String>> events(String name) {
        return EventFile.read(folder.resolve("events")).stream()
                .filter(event -> name.equals(event.get("event")))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ebpf", "procfs"})
    void saysWhereTheCommandListensInsteadAndKeepsItRunning(String strategy) throws Exception {
        requireStrategy(strategy);
        Require.that("redis", Require.hasProgram("redis-server"), "needs redis-server");
        int served = FreePort.at(InetAddress.getLoopbackAddress()).getPort();
        int watched = FreePort.at(InetAddress.getLoopbackAddress()).getPort();
        try (LauncherProcess lull = LauncherProcess.start(
                "run",
                "--port",
                String.valueOf(watched),
                "--strategy",
                strategy,
                "--idle",
                "1s",
                "--check-interval",
                "200ms",
                "--events",
                folder.resolve("events").toString(),
                "--",
                "redis-server",
                "--port",
                String.valueOf(served),
                "--save",
                "",
                "--dir",
                folder.toString())) {
            lull.awaitLog("it cannot be told whether anybody is connected: nothing listens on port " + watched
                    + "; redis-server (process ");
            assertThat(String.join("\n", lull.err())).contains("), which COMMAND started, listens on " + served);
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), served)) {
                await().during(Duration.ofSeconds(2))
                        .atMost(LauncherProcess.PATIENCE)
                        .until(() -> lull.handle().isAlive());
                client.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(client.getInputStream().readNBytes(5), StandardCharsets.US_ASCII))
                        .isEqualTo("+PONG");
            }
            assertThat(lull.err().stream().filter(line -> line.contains("nothing listens")))
                    .as("said once")
                    .hasSize(1);
            assertThat(events("unreadable")).singleElement().satisfies(event -> assertThat(event.get("reason"))
                    .startsWith("nothing listens on port " + watched + "; redis-server (process "));
            lull.signal("TERM");
            assertThat(lull.awaitExit()).isEqualTo(143);
        }
    }

    @Test
    void saysNothingWhileTheServiceStartsAndIsIdleFromThenOn() throws Exception {
        requireStrategy("procfs");
        int port = FreePort.at(InetAddress.getLoopbackAddress()).getPort();
        try (LauncherProcess lull =
                LauncherProcess.start("run", "--port", String.valueOf(port), "--strategy", "procfs", "--idle", "2s")) {
            lull.awaitLog("watching port " + port);
            await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
            try (ServerSocket service = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
                assertThat(lull.awaitExit()).isZero();
                assertThat(service.isBound()).isTrue();
            }
            assertThat(lull.err()).noneMatch(line -> line.contains("nothing listens"));
        }
    }

    @Test
    void stopsAllTheSameAfterTheLongestTimeThatItMayNotBeTold() throws IOException {
        requireStrategy("procfs");
        try (LauncherProcess lull = LauncherProcess.start(
                "run",
                "--port",
                String.valueOf(FreePort.at(InetAddress.getLoopbackAddress()).getPort()),
                "--strategy",
                "procfs",
                "--idle",
                "1s",
                "--max-unreadable",
                "2s",
                "--events",
                folder.resolve("events").toString(),
                "--",
                "sleep",
                "300")) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(events("stopped")).singleElement().satisfies(event -> assertThat(event)
                    .containsEntry("exitCode", "0")
                    .hasEntrySatisfying("reason", reason -> assertThat(reason)
                            .startsWith("stopped because for ")
                            .endsWith(" nobody could tell whether anybody was connected (--max-unreadable)")));
        }
    }
}
