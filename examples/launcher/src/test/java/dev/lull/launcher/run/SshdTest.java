package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.FreePort;
import dev.lull.contract.Require;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real OpenSSH server with real clients: kept up while somebody is logged in, gone when nobody is. */
class SshdTest {

    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    /** What a busy machine may add to what is promised. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    @TempDir
    private Path folder = Path.of("");

    private int port;

    @BeforeEach
    void makeKeysAndConfiguration() throws IOException {
        Require.that(
                "sshd",
                Require.isRoot() && Require.hasProgram("sshd") && Require.hasProgram("ssh"),
                "needs root, openssh-server and openssh-client");
        for (String key : List.of("host", "id")) {
            Shell.Result made = Shell.run(
                    "ssh-keygen",
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-f",
                    folder.resolve(key).toString());
            assertThat(made.exitCode()).as("ssh-keygen: %s", made.output()).isZero();
        }
        Files.createDirectories(Path.of("/run/sshd")); // its privilege separation directory on Debian
        port = FreePort.at(InetAddress.getLoopbackAddress()).getPort();
    }

    private Path configuration(String... listenAddresses) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "Port " + port,
                "HostKey " + folder.resolve("host"),
                "AuthorizedKeysFile " + folder.resolve("id.pub"),
                "PidFile none",
                "PermitRootLogin prohibit-password",
                "UsePAM no",
                "StrictModes no"));
        for (String address : listenAddresses) {
            lines.add("ListenAddress " + address);
        }
        Path file = folder.resolve("sshd_config");
        Files.write(file, lines);
        return file;
    }

    private List<String> ssh(String host, String... command) {
        return ssh(host, port, command);
    }

    private List<String> ssh(String host, int at, String... command) {
        List<String> all = new ArrayList<>(
                List.of("ssh", "-F", "none", "-i", folder.resolve("id").toString(), "-p", String.valueOf(at)));
        for (String option : List.of(
                "BatchMode=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR")) {
            all.add("-o");
            all.add(option);
        }
        all.add("root@" + host);
        all.addAll(List.of(command));
        return all;
    }

    @ParameterizedTest(name = "listening on {0}, client to {1}")
    @CsvSource({
        // Both sockets of sshd's own default; one of them alone; and see DualStackTest for one socket with both
        // families.
        "0.0.0.0, 127.0.0.1",
        "::, ::1",
    })
    void staysUpWhileSomebodyIsLoggedInAndStopsAfterwards(String listenAddress, String host) throws Exception {
        Path configuration = configuration(listenAddress);
        try (LauncherProcess lull = LauncherProcess.start(
                "run",
                "--port",
                String.valueOf(port),
                "--strategy",
                "procfs",
                "--idle",
                IDLE_TIMEOUT.toSeconds() + "s",
                "--check-interval",
                CHECK_INTERVAL.toSeconds() + "s",
                "--startup-grace",
                "10s",
                "--",
                "/usr/sbin/sshd",
                "-D",
                "-e",
                "-f",
                configuration.toString())) {
            lull.awaitLog("Server listening on");

            Shell.Result hello = Shell.run(ssh(host, "echo", "hello"));
            assertThat(hello.output()).contains("hello");

            Process session = new ProcessBuilder(ssh(host, "echo in; sleep 300"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                assertThat(session.getInputStream().read())
                        .as("the session is open")
                        .isEqualTo('i');
                List<ProcessHandle> sshd = lull.handle().descendants().toList();
                assertThat(sshd).hasSizeGreaterThan(1);
                // Past the startup grace and the idle timeout.
                assertThat(session.waitFor(14, TimeUnit.SECONDS)).as("cut off").isFalse();
                assertThat(lull.handle().isAlive()).isTrue();

                session.destroy();
                session.waitFor();
                long leftNanos = System.nanoTime();
                // sshd's child may notice a killed client a moment later; "left after" is where idle time begins.
                assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
                assertThat(Duration.ofNanos(System.nanoTime() - leftNanos))
                        .isBetween(
                                IDLE_TIMEOUT.minus(CHECK_INTERVAL),
                                IDLE_TIMEOUT.plus(CHECK_INTERVAL).plus(SLACK));
                assertThat(sshd).noneMatch(ProcessHandle::isAlive);
                assertThat(portIsFree()).isTrue();
            } finally {
                session.destroyForcibly();
            }
        }
    }

    /** As {@code service ssh start} does it: the command ends at once, and what it left behind is the service. */
    @ParameterizedTest
    @ValueSource(strings = {"copy", "splice"})
    void keepsADaemonUpBehindTheRelayWhileSomebodyIsLoggedInThroughIt(String dataPath) throws Exception {
        InetSocketAddress frontend = FreePort.at(InetAddress.getLoopbackAddress());
        Path configuration = configuration("127.0.0.2");
        try (LauncherProcess lull = LauncherProcess.start(
                "run",
                "--listen",
                "127.0.0.1:" + frontend.getPort(),
                "--to",
                "127.0.0.2:" + port,
                "--data-path",
                dataPath,
                "--idle",
                IDLE_TIMEOUT.toSeconds() + "s",
                "--startup-grace",
                "10s",
                "--",
                "/usr/sbin/sshd",
                "-f",
                configuration.toString())) {
            lull.awaitLog("sshd has ended, but runs on in the background");

            Shell.Result hello = Shell.run(ssh("127.0.0.1", frontend.getPort(), "echo", "hello"));
            assertThat(hello.output()).contains("hello");

            Process session = new ProcessBuilder(ssh("127.0.0.1", frontend.getPort(), "echo in; sleep 300"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                assertThat(session.getInputStream().read())
                        .as("the session is open")
                        .isEqualTo('i');
                List<ProcessHandle> sshd = lull.handle().descendants().toList();
                assertThat(sshd).hasSizeGreaterThan(1);
                // Past the startup grace and the idle timeout.
                assertThat(session.waitFor(14, TimeUnit.SECONDS)).as("cut off").isFalse();
                assertThat(lull.handle().isAlive()).isTrue();

                session.destroy();
                session.waitFor();
                assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
                assertThat(sshd).noneMatch(ProcessHandle::isAlive);
            } finally {
                session.destroyForcibly();
            }
        }
    }

    private boolean portIsFree() {
        await("nobody answers at port " + port).atMost(Duration.ofSeconds(5)).until(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return false;
            } catch (IOException refused) {
                return true;
            }
        });
        return true;
    }
}
