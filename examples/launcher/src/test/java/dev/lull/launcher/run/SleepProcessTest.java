package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lull.Availability;
import dev.lull.Strategies;
import dev.lull.contract.FreePort;
import dev.lull.contract.Require;
import dev.lull.launcher.EventFile;
import dev.lull.launcher.LauncherProcess;
import dev.lull.spi.ActivityStrategyProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real COMMAND that sleeps when nobody is there, and is awake before its next client notices. */
@EnabledOnOs(OS.LINUX)
class SleepProcessTest {

    /** What ebpf does in the path. */
    private static final String STEERING = "steering";

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    private Path folder = Path.of("");

    private InetSocketAddress frontend = InetSocketAddress.createUnresolved("", 0);
    private InetSocketAddress behind = frontend;

    @BeforeEach
    void takePorts() throws IOException {
        frontend = FreePort.at(LOOPBACK);
        behind = FreePort.at(LOOPBACK);
        Require.that("socat", Require.hasProgram("socat"), "needs socat");
    }

    private Path events() {
        return folder.resolve("events");
    }

    private LauncherProcess run(String way, List<String> options, String... command) {
        String strategy = way.equals(STEERING) ? "ebpf" : way;
        ActivityStrategyProvider provider = Strategies.installed().get(strategy);
        Require.that(
                strategy.equals("uring") ? "io_uring" : strategy,
                provider != null && provider.probe() instanceof Availability.Available,
                strategy + " does not work here");
        List<String> arguments = new ArrayList<>(List.of("run", "--strategy", strategy, "--idle", "400ms"));
        if (isInPath(way)) {
            arguments.addAll(List.of("--listen", text(frontend), "--to", text(behind)));
        } else {
            arguments.addAll(List.of("--port", String.valueOf(frontend.getPort())));
        }
        arguments.addAll(List.of("--events", events().toString()));
        arguments.addAll(options);
        arguments.add("--");
        arguments.addAll(List.of(command));
        return LauncherProcess.start(arguments.toArray(String[]::new));
    }

    private static boolean isInPath(String strategy) {
        return List.of("proxy", "uring", STEERING).contains(strategy);
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** The command line of a service that says what it hears. */
    private String[] echo(String strategy) {
        int port = (isInPath(strategy) ? behind : frontend).getPort();
        return new String[] {"socat", "TCP4-LISTEN:" + port + ",bind=127.0.0.1,reuseaddr,fork,backlog=64", "EXEC:cat"};
    }

    private String echoLine(String strategy) {
        return "exec socat " + String.join(" ", List.of(echo(strategy)).subList(1, 3));
    }

    private List<String> eventNames() {
        return Files.exists(events())
                ? EventFile.read(events()).stream()
                        .map(event -> event.get("event"))
                        .toList()
                : List.of();
    }

    private void awaitEvent(String name, int times) {
        await(times + " × " + name)
                .atMost(LauncherProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> eventNames().stream().filter(name::equals).count() >= times);
    }

    private Socket connect() throws IOException {
        Socket client = new Socket();
        client.setSoTimeout((int) LauncherProcess.PATIENCE.toMillis());
        client.connect(frontend, (int) LauncherProcess.PATIENCE.toMillis());
        return client;
    }

    private static void say(Socket client) throws IOException {
        client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
    }

    private static String hear(Socket client) throws IOException {
        return new String(client.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
    }

    private void isServed() throws IOException {
        try (Socket client = connect()) {
            say(client);
            assertThat(hear(client)).isEqualTo("hello");
        }
    }

    private void isServedAtEachOfThreeSleeps() throws IOException {
        for (int sleep = 1; sleep <= 3; sleep++) {
            awaitEvent("asleep", sleep);
            isServed();
        }
        awaitEvent("asleep", 4);
    }

    private Optional<Map<String, String>> lastEvent(String name) {
        return EventFile.read(events()).stream()
                .filter(event -> name.equals(event.get("event")))
                .reduce((former, latter) -> latter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ebpf", "procfs", "proxy", "uring", STEERING})
    void startsAStoppedCommandForEachClient(String strategy) throws IOException {
        try (LauncherProcess lull = run(strategy, List.of("--on-idle", "stop-command"), echo(strategy))) {
            isServedAtEachOfThreeSleeps();
            lull.signal("TERM");
            assertThat(lull.awaitExit()).isEqualTo(143);
            assertThat(eventNames().stream().filter(name -> !name.equals("idle") && !name.equals("active")))
                    .containsSubsequence("stopping", "command-ended", "asleep", "waking", "command-started", "awake");
            assertThat(lastEvent("opened"))
                    .hasValueSatisfying(event ->
                            assertThat(event).as("each client counts once").containsEntry("open", "1"));
        }
        assertThatThrownBy(this::connect).as("nothing is left").isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ebpf", "procfs", "proxy", STEERING})
    void thawsAFrozenCommandForEachClient(String strategy) throws IOException {
        try (LauncherProcess lull = run(strategy, List.of("--on-idle", "freeze"), echo(strategy))) {
            isServedAtEachOfThreeSleeps();
            lull.signal("TERM");
            assertThat(lull.awaitExit()).isEqualTo(143);
            assertThat(eventNames())
                    .containsOnlyOnce("command-started")
                    .endsWith("stopping", "command-ended", "stopped");
        }
        assertThatThrownBy(this::connect).as("nothing is left").isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ebpf", "proxy"})
    void startsItOnceForAllWhoComeAtOnce(String strategy) throws IOException {
        String slowly = "sleep 0.3; " + echoLine(strategy);
        try (LauncherProcess lull = run(strategy, List.of("--on-idle", "stop-command"), "sh", "-c", slowly)) {
            awaitEvent("asleep", 1);
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Socket client = connect();
                say(client);
                clients.add(client);
            }
            for (Socket client : clients) {
                assertThat(hear(client)).isEqualTo("hello");
            }
            for (Socket client : clients) {
                client.close();
            }
            awaitEvent("asleep", 2);
            assertThat(eventNames().stream().filter("command-started"::equals)).hasSize(2);
            assertThat(lull.handle().isAlive()).isTrue();
        }
    }

    @Test
    void isWokenByAnIgnoredPeerWhereThatIsAsked() throws IOException {
        List<String> options = List.of("--on-idle", "freeze", "--ignore", "127.0.0.0/8", "--wake-for", "everybody");
        try (LauncherProcess lull = run("ebpf", options, echo("ebpf"))) {
            awaitEvent("asleep", 1);
            isServed();
            lull.awaitLog("is awake after");
            awaitEvent("asleep", 2);
        }
    }

    /** As many a program does: it listens no more long before it has ended. */
    @Test
    void refusesNobodyWhileTheCommandEnds() throws IOException {
        Path deaf = folder.resolve("deaf");
        String socat = echoLine("ebpf").substring("exec ".length());
        String slowly = "trap 'kill $!; wait $!; touch " + deaf + "; sleep 0.5; exit' TERM; " + socat + " & wait";
        try (LauncherProcess lull = run("ebpf", List.of("--on-idle", "stop-command"), "sh", "-c", slowly)) {
            await().atMost(LauncherProcess.PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> Files.exists(deaf));
            isServed();
            assertThat(lull.handle().isAlive()).isTrue();
        }
    }

    @Test
    void triesAgainForWhoeverWaitsWhenTheCommandFails() throws IOException {
        Path tries = folder.resolve("tries");
        String twiceInVain = "echo >> " + tries + "; test $(wc -l < " + tries + ") = 2 && exit 3; " + echoLine("proxy");
        try (LauncherProcess lull = run("proxy", List.of("--on-idle", "stop-command"), "sh", "-c", twiceInVain)) {
            awaitEvent("asleep", 1);
            isServed();
            lull.awaitLog(
                    "not waking sh: sh ended with exit code 3 before it was ready; again in 1s if somebody still");
            awaitEvent("awake", 1);
        }
    }

    @Test
    void sendsClientsAwayWhenTheCommandIsNotReadyInTime() throws IOException {
        Path flag = folder.resolve("flag");
        String onceOnly = "test -e " + flag + " && exec sleep 300; touch " + flag + "; " + echoLine("proxy");
        List<String> options = List.of("--on-idle", "stop-command", "--start-timeout", "3s");
        try (LauncherProcess lull = run("proxy", options, "sh", "-c", onceOnly)) {
            awaitEvent("asleep", 1);
            try (Socket client = connect()) {
                assertThatThrownBy(() -> hear(client)).isInstanceOf(SocketException.class);
            }
            lull.awaitLog("not waking sh: sh was not ready within 3s (--start-timeout): it does not listen at");
            assertThat(lastEvent("command-ended"))
                    .as("it is not left half started")
                    .isPresent();
            Files.delete(flag);
            isServed();
        }
    }

    @Test
    void endsAllBySigtermWhileTheCommandStarts() throws IOException {
        Path flag = folder.resolve("flag");
        String onceOnly = "test -e " + flag + " && exec sleep 300; touch " + flag + "; " + echoLine("proxy");
        try (LauncherProcess lull = run("proxy", List.of("--on-idle", "stop-command"), "sh", "-c", onceOnly)) {
            awaitEvent("asleep", 1);
            try (Socket client = connect()) {
                awaitEvent("command-started", 2);
                lull.signal("TERM");
                assertThat(lull.awaitExit()).isEqualTo(143);
                assertThatThrownBy(() -> hear(client)).isInstanceOf(SocketException.class);
            }
            assertThat(eventNames()).endsWith("stopped").doesNotContain("awake", "not-woken");
        }
    }

    @Test
    void waitsForWhatReadyWhenAsksFor() throws IOException {
        Path ready = folder.resolve("ready");
        String line = "(sleep 0.5; touch " + ready + ") & " + echoLine("proxy");
        List<String> options = List.of("--on-idle", "stop-command", "--ready-when", "file:" + ready);
        try (LauncherProcess lull = run("proxy", options, "sh", "-c", line)) {
            awaitEvent("asleep", 1);
            isServed();
            lull.awaitLog("is awake after");
            Map<String, String> awake = lastEvent("awake").orElseThrow();
            assertThat(Long.parseLong(awake.getOrDefault("durationMillis", "0")))
                    .isGreaterThanOrEqualTo(500);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ebpf", "proxy", "uring"})
    void letsInWhoeverComesWhileACommandIsEnding(String strategy) throws IOException {
        Path end = folder.resolve("end");
        String line = "trap 'while [ ! -e " + end + " ]; do sleep 0.02; done; kill $!; exit' TERM; "
                + String.join(" ", echo(strategy)) + " & wait";
        List<String> options = List.of("--on-idle", "stop-command", "--kill-after", "60s");
        try (LauncherProcess lull = run(strategy, options, "sh", "-c", line)) {
            awaitEvent("stopping", 1);
            try (Socket client = connect()) { // whose SYN is not held
                say(client);
                assertThat(eventNames()).doesNotContain("command-ended");
                Files.createFile(end);
                assertThat(hear(client)).isEqualTo("hello");
            }
            assertThat(lull.err()).noneMatch(said -> said.contains("killed"));
        }
    }

    @Test
    void freezesFirstAndStopsForGoodLater() throws IOException {
        List<String> options = List.of("--freeze-after", "200ms");
        try (LauncherProcess lull = run("procfs", options, echo("procfs"))) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(eventNames().stream().filter(name -> !name.equals("idle")))
                    .containsExactly("watching", "command-started", "asleep", "stopping", "command-ended", "stopped");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop-command", "freeze"})
    void leavesNothingWhenItIsKilledAsleep(String way) {
        try (LauncherProcess lull = run("procfs", List.of("--on-idle", way, "--kill-after", "1s"), echo("procfs"))) {
            awaitEvent("asleep", 1);
            lull.signal("KILL");
            await().atMost(LauncherProcess.PATIENCE)
                    .untilAsserted(() -> assertThatThrownBy(this::connect).isInstanceOf(IOException.class));
        }
    }
}
