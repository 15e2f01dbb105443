package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.FreePort;
import dev.lull.contract.Loopback;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real OpenSSH server with real clients: kept up while somebody is logged in, gone when nobody is. */
class SshdTest {

    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);
    private static final Duration STARTUP_GRACE = Duration.ofSeconds(5);

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

    /** With both sockets of sshd's own default; see DualStackTest for one socket with both families. */
    @Test
    void staysUpWhileSomebodyIsLoggedInAndStopsAfterwards() throws Exception {
        Require.that("ipv6", Loopback.hasIpv6(), "no IPv6 on loopback");
        Path configuration = configuration("0.0.0.0", "::");
        try (LauncherProcess lull = lull(
                List.of("--port", String.valueOf(port), "--strategy", "procfs"),
                List.of("-D", "-e", "-f", configuration.toString()))) {
            lull.awaitLog("Server listening on");
            List<ProcessHandle> sshd = keepsTheSessionUp(lull, "127.0.0.1", "::1", port);
            long leftNanos = System.nanoTime();
            // sshd's child may notice a killed client a moment later; "left after" is where idle time begins.
            assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - leftNanos))
                    .isBetween(
                            IDLE_TIMEOUT.minus(CHECK_INTERVAL),
                            IDLE_TIMEOUT.plus(CHECK_INTERVAL).plus(SLACK));
            awaitEnd(sshd);
            assertThat(portIsFree()).isTrue();
        }
    }

    /** As {@code service ssh start} does it: the command ends at once, and what it left behind is the service. */
    @Test
    void keepsADaemonUpBehindTheRelayWhileSomebodyIsLoggedInThroughIt() throws Exception {
        InetSocketAddress frontend = FreePort.at(InetAddress.getLoopbackAddress());
        Path configuration = configuration("127.0.0.2");
        try (LauncherProcess lull = lull(
                List.of("--listen", "127.0.0.1:" + frontend.getPort(), "--to", "127.0.0.2:" + port),
                List.of("-f", configuration.toString()))) {
            lull.awaitLog("sshd has ended, but runs on in the background");
            List<ProcessHandle> sshd = keepsTheSessionUp(lull, "127.0.0.1", "127.0.0.1", frontend.getPort());
            assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
            awaitEnd(sshd);
        }
    }

    private static LauncherProcess lull(List<String> target, List<String> optionsOfSshd) {
        List<String> arguments = new ArrayList<>(List.of("run"));
        arguments.addAll(target);
        arguments.addAll(List.of("--idle", IDLE_TIMEOUT.toSeconds() + "s"));
        arguments.addAll(List.of("--check-interval", CHECK_INTERVAL.toSeconds() + "s"));
        arguments.addAll(List.of("--startup-grace", STARTUP_GRACE.toSeconds() + "s", "--", "/usr/sbin/sshd"));
        arguments.addAll(optionsOfSshd);
        return LauncherProcess.start(arguments.toArray(String[]::new));
    }

    /** Says hello, and stays logged in for long enough to be cut off; gives all processes that sshd had. */
    private List<ProcessHandle> keepsTheSessionUp(LauncherProcess lull, String first, String second, int at)
            throws Exception {
        long watchedNanos = System.nanoTime();
        Shell.Result hello = Shell.run(ssh(first, at, "echo", "hello"));
        assertThat(hello.output()).contains("hello");

        Process session = new ProcessBuilder(ssh(second, at, "echo in; sleep 300"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(session.getInputStream().read())
                    .as("the session is open")
                    .isEqualTo('i');
            List<ProcessHandle> sshd = lull.handle().descendants().toList();
            assertThat(sshd).hasSizeGreaterThan(1);
            Duration pastAll = STARTUP_GRACE.plus(IDLE_TIMEOUT).plus(CHECK_INTERVAL);
            long leftNanos = watchedNanos + pastAll.toNanos() - System.nanoTime();
            long atLeastNanos = IDLE_TIMEOUT.plus(CHECK_INTERVAL).toNanos();
            assertThat(session.waitFor(Math.max(leftNanos, atLeastNanos), TimeUnit.NANOSECONDS))
                    .as("cut off")
                    .isFalse();
            assertThat(lull.handle().isAlive()).isTrue();
            session.destroy();
            session.waitFor();
            return sshd;
        } finally {
            session.destroyForcibly();
        }
    }

    /** They have ended with Lull; the machine's first process may take a moment to notice of the last ones. */
    private static void awaitEnd(List<ProcessHandle> processes) {
        await("the end of all that sshd started").atMost(Duration.ofSeconds(5)).until(() -> processes.stream()
                .noneMatch(ProcessHandle::isAlive));
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
