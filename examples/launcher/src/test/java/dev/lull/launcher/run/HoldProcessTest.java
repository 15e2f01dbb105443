package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.lull.launcher.EventFile;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real runs with {@code --hold}. */
@EnabledOnOs(OS.LINUX)
class HoldProcessTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void staysUpWhileAFileIsThereAndSaysSoInLogEventsAndStatus() throws IOException {
        Path file = Files.createFile(folder.resolve("keep-up"));
        Path connections = folder.resolve("connections");
        Path events = folder.resolve("events");
        String socket = folder.resolve("service.sock").toString();
        Files.writeString(connections, "");
        try (LauncherProcess lull = LauncherProcess.scripted(
                connections,
                "run",
                "--port",
                "22",
                "--strategy",
                "scripted",
                "--idle",
                "1s",
                "--control",
                socket,
                "--events",
                events.toString(),
                "--hold",
                "file:" + file)) {
            lull.awaitLog("file:" + file + " holds: " + file + " is there");
            lull.awaitLog("staying up: held by file:" + file);
            await().atMost(LauncherProcess.PATIENCE).until(() -> Files.exists(Path.of(socket)));
            Map<String, String> status =
                    EventFile.parse(Shell.run(LauncherProcess.commandLine(List.of(), "status", "--json", socket))
                            .output());
            assertThat(status)
                    .containsEntry("stopsInMillis", "null")
                    .hasEntrySatisfying("keptUpBy", by -> assertThat(by)
                            .contains("held by file:" + file + ": " + file + " is there"))
                    .hasEntrySatisfying(
                            "holds", holds -> assertThat(holds).containsPattern("\"expiresInMillis\"\\s*:\\s*null"));
            Shell.Result refused = Shell.run(LauncherProcess.commandLine(List.of(), "stop", socket));
            assertThat(refused.output()).contains("not stopped: held by file:" + file);
            Files.delete(file);
            assertThat(lull.awaitExit()).isZero();
        }
        assertThat(EventFile.read(events))
                .filteredOn(event -> event.containsKey("hold"))
                .extracting(event -> event.get("event"), event -> event.get("hold"), event -> event.get("reason"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("held", "file:" + file, file + " is there"),
                        org.assertj.core.groups.Tuple.tuple("released", "file:" + file, file + " is not there"));
    }

    @Test
    void askingAWatchedServiceWhetherItIsBusyIsNoUse() throws IOException, InterruptedException {
        AtomicInteger status = new AtomicInteger(200);
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
        int port = server.getAddress().getPort();
        String hold = "http://127.0.0.1:" + port + "/busy";
        try (LauncherProcess lull = LauncherProcess.start(
                List.of(),
                "run",
                "--port",
                String.valueOf(port),
                "--strategy",
                "procfs",
                "--idle",
                "2s",
                "--check-interval",
                "200ms",
                "--control",
                "none",
                "--hold",
                hold)) {
            lull.awaitLog("staying up: held by " + hold);
            await().atMost(LauncherProcess.PATIENCE).until(() -> asked.get() >= 4);
            status.set(204);
            assertThat(lull.awaitExit()).isZero();
        } finally {
            server.stop(0);
        }
    }
}
