package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.bench.race.program.RealProgram;
import dev.lull.contract.FreePort;
import dev.lull.contract.Loopback;
import dev.lull.contract.Require;
import dev.lull.launcher.EventFile;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs as they are installed, each put to sleep and woken by the client that its users have. PostgreSQL and Redis let
 * in 127.0.0.1 and ::1 alone, by their defaults.
 */
@EnabledOnOs(OS.LINUX)
class SleepingProgramsTest {

    /** It says nothing before it is spoken to, as a Minecraft server does. */
    private static final String SPEAKS_SECOND = "speaks-second";

    private static final int WAKES = Integer.getInteger("lull.wakes", 20);

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "sshd, ebpf, stop-command",
        "sshd, proxy, freeze",
        "redis, proxy, stop-command",
        "redis, ebpf, freeze",
        "redis, procfs, stop-command",
        "postgresql, ebpf, stop-command",
        "postgresql, proxy, freeze",
        "nginx, proxy, stop-command",
        "nginx, ebpf, freeze",
        "speaks-second, ebpf, stop-command",
        "speaks-second, proxy, freeze",
    })
    void servesTheClientThatWakesIt(String program, String strategy, String way) throws Exception {
        wake(program, strategy, way, 1);
    }

    @ParameterizedTest
    @Tag("long")
    @MethodSource("all")
    void servesEachClientThatWakesIt(String program, String strategy, String way) throws Exception {
        wake(program, strategy, way, WAKES);
    }

    static Stream<Arguments> all() {
        List<String> programs =
                new ArrayList<>(RealProgram.ALL.stream().map(RealProgram::name).toList());
        programs.add(SPEAKS_SECOND);
        return programs.stream().flatMap(program -> Stream.of("ebpf", "procfs", "proxy", "uring")
                .flatMap(strategy ->
                        Stream.of("stop-command", "freeze").map(way -> Arguments.of(program, strategy, way))));
    }

    private void wake(String program, String strategy, String way, int wakes) throws Exception {
        RunInState.require(strategy);
        Require.that(program, missing(program).isEmpty(), missing(program).orElse(""));
        int port = FreePort.at(Loopback.IPV4).getPort();
        boolean inPath = strategy.equals("proxy") || strategy.equals("uring");
        int behind = inPath ? FreePort.at(Loopback.IPV4).getPort() : port;
        Path events = folder.resolve("events");
        List<String> arguments = new ArrayList<>(List.of("run", "--strategy", strategy, "--on-idle", way));
        arguments.addAll(List.of("--idle", "300ms", "--events", events.toString()));
        arguments.addAll(
                inPath
                        ? List.of("--listen", "127.0.0.1:" + port, "--to", "127.0.0.1:" + behind)
                        : List.of("--port", String.valueOf(port)));
        arguments.addAll(command(program, way, behind));
        try (LauncherProcess lull = LauncherProcess.start(arguments.toArray(String[]::new))) {
            for (int sleeps = 1; sleeps <= wakes; sleeps++) {
                awaitAsleep(lull, events, sleeps);
                Shell.Result served = Shell.run(client(program, port));
                assertThat(served.output()).as("%s", lull.err()).contains("served");
                assertThat(served.exitCode()).as(served.output()).isZero();
            }
            awaitAsleep(lull, events, wakes + 1);
            List<ProcessHandle> all = lull.handle().descendants().toList();
            lull.signal("TERM");
            assertThat(lull.awaitExit()).as("%s", lull.err()).isEqualTo(143);
            await().atMost(LauncherProcess.PATIENCE)
                    .untilAsserted(() -> assertThat(all).noneMatch(ProcessHandle::isAlive));
            assertThat(count(events, "command-started")).isEqualTo(way.equals("freeze") ? 1 : wakes + 1);
            assertThat(count(events, "not-woken")).isZero();
        }
    }

    private static void awaitAsleep(LauncherProcess lull, Path events, int times) {
        await(times + " × asleep")
                .atMost(LauncherProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() ->
                        assertThat(count(events, "asleep")).as("%s", lull.err()).isGreaterThanOrEqualTo(times));
    }

    private static long count(Path events, String name) {
        return !Files.exists(events)
                ? 0
                : EventFile.read(events).stream()
                        .filter(event -> name.equals(event.get("event")))
                        .count();
    }

    private static Optional<String> missing(String program) {
        List<String> clients = List.of("ssh", "redis-cli", "psql", "curl", "socat");
        Optional<String> client = clients.stream()
                .filter(each -> !Require.hasProgram(each))
                .findFirst()
                .map(each -> each + " is not installed");
        return program.equals(SPEAKS_SECOND)
                ? client
                : client.or(RealProgram.of(program)::absence)
                        .or(() -> Require.isRoot() ? Optional.empty() : Optional.of("needs root"));
    }

    /** Returns the options of Lull that it needs, and after {@code --} its command line. */
    private List<String> command(String program, String way, int port) throws IOException, InterruptedException {
        if (program.equals(SPEAKS_SECOND)) {
            String listen = "TCP4-LISTEN:" + port + ",bind=127.0.0.1,reuseaddr,fork,backlog=64";
            return List.of("--", "socat", listen, "SYSTEM:read name; echo $name is served");
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Path home = Files.createDirectory(folder.resolve(program));
        RealProgram.of(program).prepare(home, port);
        List<String> line = new ArrayList<>(RealProgram.of(program).command(home, port));
        List<String> all = new ArrayList<>();
        if (program.equals("postgresql")) { // Lull makes it that user
            line.subList(0, line.indexOf("--") + 1).clear();
            all.addAll(List.of("--user", "postgres"));
            if (way.equals("stop-command")) { // it listens before it takes clients
                all.addAll(List.of("--ready-when", "grep -qs ^ready " + home.resolve("data/postmaster.pid")));
            }
        } else if (program.equals("sshd")) {
            Path key = home.resolve("id");
            assertThat(Shell.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                            .exitCode())
                    .isZero();
            line.addAll(List.of("-o", "StrictModes=no", "-o", "AuthorizedKeysFile=" + key + ".pub"));
        }
        all.add("--");
        all.addAll(line);
        return all;
    }

    /** Returns the command line of a client that prints "served" if it is. */
    private List<String> client(String program, int port) {
        String text = String.valueOf(port);
        return switch (program) {
            case "sshd" ->
                List.of(
                        "ssh",
                        "-F",
                        "none",
                        "-i",
                        folder.resolve("sshd/id").toString(),
                        "-p",
                        text,
                        "-oBatchMode=yes",
                        "-oStrictHostKeyChecking=no",
                        "-oUserKnownHostsFile=/dev/null",
                        "-oLogLevel=ERROR",
                        "root@127.0.0.1",
                        "echo served");
            case "redis" -> List.of("redis-cli", "-h", "127.0.0.1", "-p", text, "echo", "served");
            case "postgresql" ->
                List.of("psql", "-h", "127.0.0.1", "-p", text, "-U", "postgres", "-tAc", "select 'served'", "postgres");
            case "nginx" ->
                List.of("curl", "-sS", "--noproxy", "*", "-w", "served %{http_code}", "http://127.0.0.1:" + port + "/");
            case SPEAKS_SECOND -> List.of("sh", "-c", "echo Steve | socat -t 30 - TCP4:127.0.0.1:" + port);
            default -> throw new IllegalArgumentException(program);
        };
    }
}
