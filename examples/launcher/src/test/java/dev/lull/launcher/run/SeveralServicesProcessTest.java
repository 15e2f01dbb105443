package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.FreePort;
import dev.lull.contract.Require;
import dev.lull.launcher.EventFile;
import dev.lull.launcher.LauncherProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Several real services in one run. */
@EnabledOnOs(OS.LINUX)
class SeveralServicesProcessTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    private Path folder = Path.of("");

    private int first;
    private int second;
    private int third;
    private int behind;

    @BeforeEach
    void takePorts() throws IOException {
        Require.that("socat", Require.hasProgram("socat"), "needs socat");
        first = FreePort.at(LOOPBACK).getPort();
        second = FreePort.at(LOOPBACK).getPort();
        third = FreePort.at(LOOPBACK).getPort();
        behind = FreePort.at(LOOPBACK).getPort();
    }

    private static String echo(int port) {
        return "exec socat TCP4-LISTEN:" + port + ",bind=127.0.0.1,reuseaddr,fork EXEC:cat";
    }

    private LauncherProcess run(String... lines) throws IOException {
        Path file = folder.resolve("lull.yaml");
        List<String> all = new ArrayList<>(List.of("events: " + folder.resolve("events"), "strategy: procfs"));
        all.addAll(List.of(lines));
        Files.write(file, all);
        return LauncherProcess.start("run", "--config", file.toString());
    }

    private List<Map<String, String>> events(String name) {
        Path file = folder.resolve("events");
        return (Files.exists(file) ? EventFile.read(file) : List.<Map<String, String>>of())
                .stream().filter(event -> name.equals(event.get("event"))).toList();
    }

    private static ConditionFactory soon() {
        return await().atMost(LauncherProcess.PATIENCE).pollInterval(Duration.ofMillis(10));
    }

    private void awaitEvent(String name, String service, int times) {
        soon().until(() -> events(name).stream()
                        .filter(event -> service.equals(event.get("service")))
                        .count()
                >= times);
    }

    private Socket connect(int port) {
        Socket[] connected = new Socket[1];
        soon().ignoreExceptions().until(() -> {
            connected[0] = new Socket(LOOPBACK, port);
            return true;
        });
        return connected[0];
    }

    private ProcessHandle process(String service) {
        return events("command-started").stream()
                .filter(event -> service.equals(event.get("service")))
                .map(event -> Long.parseLong(String.valueOf(event.get("pid"))))
                .map(pid -> ProcessHandle.of(pid).orElseThrow())
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private static Stream<String> services(List<Map<String, String>> events) {
        return events.stream().map(event -> String.valueOf(event.get("service")));
    }

    @Test
    void areStoppedTogetherOnceAllAreIdleInTheOppositeOrderOfTheirStart() throws IOException {
        Require.that("redis", Require.hasProgram("redis-server"), "needs redis-server");
        try (LauncherProcess lull = run(
                "idle: 1s",
                "services:",
                "  redis:",
                "    port: " + first,
                "    idle: 300ms",
                "    command: [redis-server, --port, \"" + first + "\", --save, \"\", --bind, 127.0.0.1]",
                "  web:",
                "    port: " + second,
                "    after: [redis]",
                "    command: " + echo(second))) {
            try (Socket client = connect(second)) {
                client.getOutputStream().write('x');
                assertThat(client.getInputStream().read()).isEqualTo('x');
                lull.awaitLog("redis: staying up: held by web, which is in use");
                assertThat(events("stopping")).isEmpty();
            }
            assertThat(lull.awaitExit()).isZero();
            lull.awaitLog("done: stopped because idle (exit code 0)");
        }
        assertThat(services(events("command-started"))).containsExactly("redis", "web");
        assertThat(services(events("stopping"))).containsExactly("web", "redis");
        assertThat(services(events("command-ended"))).containsExactly("web", "redis");
        assertThat(events("closed")).allSatisfy(event -> assertThat(event).containsEntry("service", "web"));
    }

    @Test
    void oneSleepsAndWakesByItselfWhileAnotherIsInUse() throws IOException {
        try (LauncherProcess lull = run(
                "idle: 500ms",
                "services:",
                "  web:",
                "    port: " + first,
                "    command: " + echo(first),
                "  db:",
                "    listen: 127.0.0.1:" + second,
                "    to: 127.0.0.1:" + behind,
                "    strategy: proxy",
                "    on-idle: stop-command",
                "    command: " + echo(behind))) {
            try (Socket client = connect(first)) {
                awaitEvent("asleep", "db", 1);
                try (Socket waking = connect(second)) {
                    waking.getOutputStream().write('y');
                    assertThat(waking.getInputStream().read()).isEqualTo('y');
                    awaitEvent("awake", "db", 1);
                }
                awaitEvent("asleep", "db", 2);
                assertThat(client.isConnected()).isTrue();
                assertThat(lull.handle().isAlive()).isTrue();
            }
            assertThat(lull.awaitExit()).isZero();
        }
        assertThat(events("stopped")).hasSize(1);
    }

    @Test
    void oneThatFailsIsStartedAgain() throws IOException {
        Path failed = folder.resolve("failed");
        try (LauncherProcess lull = run(
                "idle: 1s",
                "services:",
                "  web:",
                "    port: " + first,
                "    restart: on-failure",
                "    command: test -e " + failed + " || { touch " + failed + "; exit 3; }; " + echo(first),
                "  other:",
                "    port: " + second,
                "    command: " + echo(second))) {
            lull.awaitLog("web: starting /bin/sh again in 1s, because of exit code 3");
            awaitEvent("command-started", "web", 2);
            assertThat(lull.awaitExit()).isZero();
        }
        assertThat(events("restarting")).singleElement().satisfies(event -> assertThat(event)
                .containsEntry("exitCode", "3"));
    }

    @Test
    void theRunGoesOnForTheOthersAndEndsWithTheFirstFailure() throws IOException {
        try (LauncherProcess lull = run(
                "services:",
                "  chores:",
                "    port: " + first,
                "    before: ['true', 'exit 5']",
                "    command: " + echo(first),
                "  failing:",
                "    port: " + second,
                "    command: " + echo(second),
                "  ending:",
                "    port: " + third,
                "    command: " + echo(third))) {
            lull.awaitLog("chores: before: \"exit 5\" ended with exit code 5, so /bin/sh is not started");
            connect(second).close();
            connect(third).close();
            awaitEvent("service-over", "chores", 1);
            process("failing").destroy();
            awaitEvent("service-over", "failing", 1);
            assertThat(lull.handle().isAlive()).isTrue();
            process("ending").destroy();
            assertThat(lull.awaitExit()).isEqualTo(126);
        }
        assertThat(services(events("command-started"))).containsExactlyInAnyOrder("failing", "ending");
    }

    @Test
    void oneIsStartedOnceTheOneBeforeIsReady() throws IOException {
        Path ready = folder.resolve("ready");
        Path told = folder.resolve("told");
        try (LauncherProcess lull = run(
                "services:",
                "  second:",
                "    port: " + second,
                "    after: [first]",
                "    env: {WHO: you}",
                "    working-directory: " + folder,
                "    command: test -e " + ready + " && echo $WHO $(pwd) > " + told + "; " + echo(second),
                "  first:",
                "    port: " + first,
                "    command: sleep 1; touch " + ready + "; " + echo(first))) {
            soon().until(() -> Files.exists(told) && Files.size(told) > 0);
            assertThat(Files.readString(told, StandardCharsets.UTF_8).strip()).isEqualTo("you " + folder.toRealPath());
            lull.signal("TERM");
            assertThat(lull.awaitExit()).isEqualTo(128 + 15);
        }
        assertThat(services(events("command-ended"))).containsExactlyInAnyOrder("second", "first");
    }

    @Test
    void aWorkingDirectoryThatIsMissingIsSaid() throws IOException {
        try (LauncherProcess lull =
                run("port: " + first, "working-directory: " + folder.resolve("nowhere"), "command: " + echo(first))) {
            assertThat(lull.awaitExit()).isEqualTo(126);
            lull.awaitLog("working-directory: " + folder.resolve("nowhere") + ": no such directory");
        }
    }

    @Test
    void whatACommandLeavesBehindEndsWithIt() throws IOException {
        Path mine = folder.resolve("mine");
        Path others = folder.resolve("others");
        try (LauncherProcess lull = run(
                "services:",
                "  one:",
                "    port: " + first,
                "    command: (setsid sh -c 'echo $$ > " + mine + "; exec sleep 300' &); " + echo(first),
                "  other:",
                "    port: " + second,
                "    command: (setsid sh -c 'echo $$ > " + others + "; exec sleep 300' &); " + echo(second))) {
            ProcessHandle orphan = orphan(mine);
            ProcessHandle another = orphan(others);
            process("one").destroy();
            awaitEvent("service-over", "one", 1);
            soon().until(() -> LauncherProcess.hasEnded(orphan));
            assertThat(LauncherProcess.hasEnded(another)).isFalse();
            lull.signal("TERM");
            assertThat(lull.awaitExit()).isEqualTo(128 + 15);
            assertThat(LauncherProcess.hasEnded(another)).isTrue();
        }
    }

    @Test
    void nothingIsLeftWhenLullIsKilled() throws IOException {
        try (LauncherProcess lull = run(
                "services:",
                "  one:",
                "    port: " + first,
                "    command: " + echo(first),
                "  other:",
                "    port: " + second,
                "    command: " + echo(second))) {
            awaitEvent("command-started", "one", 1);
            awaitEvent("command-started", "other", 1);
            ProcessHandle one = process("one");
            ProcessHandle other = process("other");
            lull.signal("KILL");
            soon().until(() -> LauncherProcess.hasEnded(one) && LauncherProcess.hasEnded(other));
        }
    }

    private static ProcessHandle orphan(Path number) {
        soon().until(() -> Files.exists(number) && Files.size(number) > 0);
        try {
            long pid = Long.parseLong(Files.readString(number).strip());
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
