package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.FreePort;
import dev.lull.contract.Require;
import dev.lull.internal.linux.DatagramReceiver;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A run at a socket that systemd's own test program passes, and what systemd is told meanwhile. */
@EnabledOnOs(OS.LINUX)
class SystemdProcessTest {

    private static final Path EXAMPLES = Path.of("..", "systemd");

    @TempDir
    private Path folder = Path.of("");

    private InetSocketAddress frontend = InetSocketAddress.createUnresolved("", 0);
    private InetSocketAddress behind = frontend;

    @BeforeEach
    void takePorts() throws IOException {
        Require.that("systemd", Require.hasProgram("systemd-socket-activate"), "needs systemd's own programs");
        frontend = FreePort.at(InetAddress.getLoopbackAddress());
        behind = FreePort.at(InetAddress.getLoopbackAddress());
    }

    /** systemd-socket-activate listens, and becomes Lull when somebody connects. */
    private LauncherProcess activated(String notifySocket, String... options) {
        List<String> activate = List.of(
                "systemd-socket-activate",
                "--listen=127.0.0.1:" + frontend.getPort(),
                "--fdname=echo",
                "--setenv=NOTIFY_SOCKET=" + notifySocket,
                "--setenv=WATCHDOG_USEC=200000",
                "--setenv=PATH");
        List<String> arguments = new ArrayList<>(
                List.of("run", "--listen", "systemd:echo", "--to", "127.0.0.1:" + behind.getPort(), "--idle", "400ms"));
        arguments.addAll(List.of(options));
        String service = "env > " + folder.resolve("environment") + "; exec socat TCP4-LISTEN:" + behind.getPort()
                + ",bind=127.0.0.1,reuseaddr,fork EXEC:cat";
        arguments.addAll(List.of("--", "sh", "-c", service));
        return LauncherProcess.through(activate, List.of(), arguments.toArray(String[]::new));
    }

    private void isServed() throws IOException {
        try (Socket client = new Socket(frontend.getAddress(), frontend.getPort())) {
            client.setSoTimeout((int) LauncherProcess.PATIENCE.toMillis());
            client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
        }
    }

    @Test
    void servesTheClientWhoMadeSystemdStartItAndSaysHowItGoes() throws Exception {
        String name = "@lull-systemd-test-" + ProcessHandle.current().pid();
        try (DatagramReceiver manager = DatagramReceiver.at(name);
                LauncherProcess lull = activated(name, "--on-idle", "exit")) {
            lull.awaitLog("Listening on");
            isServed();
            assertThat(lull.awaitExit()).isZero();
            List<String> told = manager.heard();
            assertThat(told)
                    .containsSubsequence("STATUS=watching", "STATUS=started", "READY=1", "STOPPING=1")
                    .contains("WATCHDOG=1")
                    .anyMatch(each -> each.startsWith("STATUS=idle since "))
                    .last()
                    .asString()
                    .startsWith("STATUS=stopping: idle for");
            assertThat(Files.readAllLines(folder.resolve("environment")))
                    .noneMatch(line -> line.matches("(NOTIFY|WATCHDOG|LISTEN)_.*"));
        }
    }

    @Test
    void wakesASleepingCommandForWhoeverComesToThePassedSocket() throws Exception {
        String name = folder.resolve("notify").toString();
        try (DatagramReceiver manager = DatagramReceiver.at(name);
                LauncherProcess lull = activated(name, "--on-idle", "stop-command")) {
            lull.awaitLog("Listening on");
            isServed();
            lull.awaitLog("asleep until somebody connects");
            isServed();
            await().atMost(LauncherProcess.PATIENCE)
                    .until(() -> manager.heard().stream()
                                    .filter("STATUS=asleep (stopped), until somebody connects"::equals)
                                    .count()
                            >= 2);
            lull.signal("TERM");
            assertThat(lull.awaitExit()).isEqualTo(128 + 15);
            assertThat(manager.heard())
                    .containsOnlyOnce("READY=1")
                    .containsOnlyOnce("STOPPING=1")
                    .contains("STATUS=waking");
        }
    }

    @Test
    void saysWhatIsMissingWhereNoSocketWasPassed() {
        try (LauncherProcess lull = LauncherProcess.start("run", "--listen", "systemd", "--to", "127.0.0.1:1")) {
            assertThat(lull.awaitExit()).isEqualTo(64);
            assertThat(lull.err()).singleElement().asString().contains("no socket was passed (LISTEN_FDS)");
        }
    }

    /** The units name programs of an installation; what this machine does not have is put in their place. */
    @Test
    void systemdUnderstandsTheExampleUnits() throws IOException {
        Require.that("systemd", Require.hasProgram("systemd-analyze"), "needs systemd's own programs");
        List<String> units = new ArrayList<>();
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            for (Path file : files.filter(each -> each.toString().matches(".*\\.(service|socket)"))
                    .toList()) {
                String text = Files.readString(file).replaceAll("(?m)^(ExecStart=)\\S+", "$1/bin/true");
                Path copy = folder.resolve(String.valueOf(file.getFileName()).replace("@", "@8080"));
                Files.writeString(copy, text);
                units.add(copy.toString());
            }
        }
        assertThat(units).hasSize(3);
        List<String> command =
                new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no", "--recursive-errors=no"));
        command.addAll(units);
        assertThat(Shell.run(command).output()).doesNotContain(folder.toString());
    }
}
