package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.Require;
import dev.lull.launcher.EventFile;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.ScriptedStrategyProvider;
import dev.lull.launcher.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program as a whole: what it starts, what it ends with, and that nothing is left behind. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class RunProcessTest {

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
        String[] all = new String[arguments.length + 7];
        String[] common = {"run", "--port", "22", "--strategy", "scripted", "--events", events.toString()};
        System.arraycopy(common, 0, all, 0, common.length);
        System.arraycopy(arguments, 0, all, common.length, arguments.length);
        return LauncherProcess.scripted(connections, all);
    }

    private List<String> eventNames() {
        return EventFile.read(events).stream()
                .map(event -> String.valueOf(event.get("event")))
                .toList();
    }

    private Map<String, String> event(String name) {
        return EventFile.read(events).stream()
                .filter(event -> name.equals(event.get("event")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no event " + name + " in " + EventFile.read(events)));
    }

    private long pidOfCommand() {
        return Long.parseLong(String.valueOf(event("command-started").get("pid")));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static void awaitEnd(long pid) {
        await("the end of process " + pid).atMost(LauncherProcess.PATIENCE).until(() -> !isAlive(pid));
    }

    @Test
    void stopsTheCommandWhenIdleAndExitsWithZero() {
        try (LauncherProcess lull = run("--idle", "1s", "--", "sleep", "300")) {
            assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
            assertThat(isAlive(pidOfCommand())).isFalse();
            assertThat(eventNames())
                    .startsWith("watching", "command-started", "idle")
                    .endsWith("stopping", "command-ended", "stopped");
            assertThat(event("watching"))
                    .containsEntry("strategy", "scripted")
                    .containsEntry("target", "port 22")
                    .containsEntry("passedOver", "{}")
                    .containsEntry("open", "0");
            assertThat(event("command-started")).containsEntry("command", "[\"sleep\",\"300\"]");
            assertThat(event("idle")).containsKeys("idleMillis", "stopsInMillis", "at");
            assertThat(event("stopping")).containsEntry("reason", "idle for 1s");
            assertThat(event("command-ended")).containsEntry("exitCode", "143");
            assertThat(event("stopped")).containsEntry("exitCode", "0").containsEntry("reason", "stopped because idle");
        }
    }

    @Test
    void staysUpWhileSomebodyIsConnectedAndTellsWhoCameAndLeft() throws IOException {
        Files.writeString(connections, "1 10.0.0.1:1111 10 20\n");
        try (LauncherProcess lull = run("--idle", "1s", "--check-interval", "100ms", "--", "sleep", "300")) {
            lull.awaitLog("10.0.0.1:1111 is connected already").awaitLog("staying up: 1 connection open");
            Files.writeString(connections, "1 10.0.0.1:1111 10 20\n2 [2001:db8::7]:2222 0 0\n");
            lull.awaitLog("[2001:db8::7]:2222 connected (2 open)");
            Files.writeString(connections, "2 [2001:db8::7]:2222 1500 30\n");
            lull.awaitLog("10.0.0.1:1111 left after").awaitLog(", 10 B in, 20 B out (1 open)");
            await().during(Duration.ofMillis(1500))
                    .atMost(LauncherProcess.PATIENCE)
                    .until(() -> isAlive(pidOfCommand()));
            Files.writeString(connections, "");
            assertThat(lull.awaitExit()).isZero();
            assertThat(eventNames())
                    .containsSubsequence("watching", "active", "opened", "closed", "closed", "idle", "stopped");
            assertThat(eventNames())
                    .as("each is told once")
                    .filteredOn(name -> name.equals("opened") || name.equals("closed"))
                    .containsExactly("opened", "closed", "closed");
            assertThat(event("active")).containsEntry("open", "1").containsEntry("reason", "1 connection");
            assertThat(event("opened"))
                    .containsEntry("connection", "2")
                    .containsEntry("remote", "[2001:db8::7]:2222")
                    .containsEntry("open", "2")
                    .containsEntry("strategy", "scripted");
            assertThat(event("closed"))
                    .containsEntry("connection", "1")
                    .containsEntry("bytesIn", "10")
                    .containsEntry("bytesOut", "20")
                    .containsKey("durationMillis");
        }
    }

    @Test
    void keepsRunningWhileItCannotSee() throws IOException {
        try (LauncherProcess lull = run("--idle", "1s", "--check-interval", "100ms", "--", "sleep", "300")) {
            lull.awaitLog("started sleep");
            Files.delete(connections);
            lull.awaitLog("it cannot be told whether anybody is connected: the script is gone");
            await().during(Duration.ofMillis(1500))
                    .atMost(LauncherProcess.PATIENCE)
                    .until(() -> isAlive(pidOfCommand()));
            assertThat(event("unreadable")).containsEntry("reason", "the script is gone");
            Files.writeString(connections, "");
            assertThat(lull.awaitExit()).isZero();
        }
    }

    @Test
    void stopsNothingWhereASecondSourceSeesSomebodyAndGivesBothAnswers() throws IOException {
        Path witness = folder.resolve("connections.witness");
        Files.writeString(witness, "1 10.0.0.1:1111 10 20\n");
        try (LauncherProcess lull = run("--idle", "500ms", "--", "sleep", "300")) {
            String both =
                    "scripted sees nobody connected, but its witness (another script) sees 1 connection: 10.0.0.1:1111";
            lull.awaitLog("it cannot be told whether anybody is connected: " + both);
            assertThat(isAlive(pidOfCommand())).isTrue();
            assertThat(String.valueOf(event("unreadable").get("reason"))).startsWith(both);
            assertThat(event("watching"))
                    .containsEntry("witness", "another script")
                    .doesNotContainKey("witnessReason");
            assertThat(lull.err()).noneMatch(line -> line.contains("no second source"));
            Files.writeString(witness, "");
            assertThat(lull.awaitExit()).isZero();
        }
    }

    @Test
    void saysAtTheStartThatNoSecondSourceConfirmsAStop() {
        try (LauncherProcess lull = run("--idle", "500ms")) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(lull.err())
                    .anyMatch(line -> line.endsWith("no second source confirms a stop: there is one script only"));
            assertThat(event("watching"))
                    .containsEntry("witness", "null")
                    .containsEntry("witnessReason", "there is one script only");
        }
    }

    @Test
    void endsWithTheCommandsOwnCodeWhenThatEndsByItself() {
        try (LauncherProcess lull = run("--", "sh", "-c", "exit 3")) {
            assertThat(lull.awaitExit()).isEqualTo(3);
            assertThat(event("command-ended")).containsEntry("exitCode", "3");
            assertThat(event("stopped")).containsEntry("exitCode", "3");
        }
    }

    @Test
    void endsWith128AndTheSignalThatEndedTheCommand() {
        try (LauncherProcess lull = run("--", "sh", "-c", "kill -9 $$")) {
            assertThat(lull.awaitExit()).isEqualTo(137);
            assertThat(lull.err()).anyMatch(line -> line.contains("was ended by signal 9"));
        }
    }

    @Test
    void saysLikeAShellThatACommandIsNotThere() {
        try (LauncherProcess lull = run("--", "no-such-command-here")) {
            assertThat(lull.awaitExit()).isEqualTo(127);
            assertThat(lull.err()).anyMatch(line -> line.endsWith("no-such-command-here: command not found"));
        }
    }

    @Test
    void saysLikeAShellThatACommandCannotBeExecuted() throws IOException {
        Path file = folder.resolve("data");
        Files.writeString(file, "data");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try (LauncherProcess lull = run("--", file.toString())) {
            assertThat(lull.awaitExit()).isEqualTo(126);
            assertThat(lull.err()).anyMatch(line -> line.contains("cannot be executed: Permission denied"));
        }
    }

    @Test
    void startsNoCommandWhereNoStrategyWorks() {
        Path witness = folder.resolve("witness");
        try (LauncherProcess lull = LauncherProcess.start(
                "run", "--port", "22", "--strategy", "scripted", "--", "touch", witness.toString())) {
            assertThat(lull.awaitExit()).isEqualTo(69);
            assertThat(lull.err())
                    .anyMatch(line -> line.endsWith(" lull: no strategy can watch port 22 here:"))
                    .anyMatch(line -> line.endsWith(
                            " lull:   scripted: no script was given; set -D" + ScriptedStrategyProvider.PROPERTY));
            assertThat(witness).doesNotExist();
        }
    }

    @Test
    void doesNotCountIgnoredPeers() throws IOException {
        Files.writeString(connections, "1 10.0.0.1:1111 10 20\n");
        try (LauncherProcess lull = run("--ignore", "10.0.0.0/8", "--idle", "1s")) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(eventNames()).doesNotContain("active", "opened", "closed");
        }
    }

    @Test
    void doesNotCountAConnectionThatMovesTooLittle() throws IOException {
        Files.writeString(connections, "1 10.0.0.1:1111 10 20\n");
        try (LauncherProcess lull =
                run("--min-traffic", "1KB/2s", "--idle", "1s", "--check-interval", "200ms", "--", "sleep", "300")) {
            lull.awaitLog("staying up: 1 connection open");
            assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
        }
    }

    @Test
    void stopsNothingInADryRun() {
        try (LauncherProcess lull = run("--dry-run", "--idle", "500ms", "--", "sleep", "300")) {
            lull.awaitLog("would stop sleep now (dry run); going on");
            await().atMost(LauncherProcess.PATIENCE)
                    .until(() -> lull.err().stream()
                                    .filter(line -> line.contains("dry run"))
                                    .count()
                            >= 2);
            assertThat(isAlive(pidOfCommand())).isTrue();
            lull.signal("TERM");
            assertThat(lull.awaitExit()).isEqualTo(143);
        }
    }

    @Test
    void waitsForTheStartupGrace() {
        try (LauncherProcess lull = run("--idle", "200ms", "--startup-grace", "2s", "--", "sleep", "300")) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(Long.parseLong(String.valueOf(event("command-ended").get("durationMillis"))))
                    .isGreaterThan(1500);
        }
    }

    @Test
    void runsTheOnIdleLineBeforeTheStop() {
        Path witness = folder.resolve("witness");
        try (LauncherProcess lull =
                run("--idle", "1s", "--on-idle", "echo idle > '" + witness + "'", "--", "sleep", "300")) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(witness).hasContent("idle");
            assertThat(isAlive(pidOfCommand())).isFalse();
        }
    }

    @Test
    void goesOnWatchingWhereTheOnIdleLineFails() throws IOException {
        Path veto = folder.resolve("veto");
        Files.writeString(veto, "");
        try (LauncherProcess lull =
                run("--idle", "500ms", "--on-idle", "test ! -e '" + veto + "'", "--", "sleep", "300")) {
            lull.awaitLog("ended with exit code 1, so nothing is stopped");
            assertThat(isAlive(pidOfCommand())).isTrue();
            Files.delete(veto);
            assertThat(lull.awaitExit()).isZero();
        }
    }

    @Test
    void watchesAServiceThatIsNotItsOwn() {
        try (LauncherProcess lull = run("--idle", "500ms")) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(eventNames()).doesNotContain("command-started", "command-ended");
        }
    }

    @Test
    void writesEventsToTheStandardOutputWhereAsked() {
        try (LauncherProcess lull = LauncherProcess.scripted(
                connections,
                "run",
                "--port",
                "22",
                "--strategy",
                "scripted",
                "--idle",
                "500ms",
                "--events",
                "-",
                "--",
                "sh",
                "-c",
                "echo hello; exec sleep 300")) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(lull.out()).contains("hello");
            assertThat(lull.out().stream().filter(line -> !line.equals("hello")).map(EventFile::parse))
                    .extracting(event -> event.get("event"))
                    .contains("watching", "command-started", "stopped");
        }
    }

    @Test
    void goesOnWhenEventsCannotBeWrittenAnyMore() {
        if (!Files.exists(Path.of("/dev/full"))) {
            return;
        }
        try (LauncherProcess lull = LauncherProcess.scripted(
                connections,
                "run",
                "--port",
                "22",
                "--strategy",
                "scripted",
                "--idle",
                "500ms",
                "--events",
                "/dev/full")) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(lull.err().stream().filter(line -> line.contains("events cannot be written")))
                    .hasSize(1);
        }
    }

    @Test
    void passesTheCommandsArgumentsOnAsTheyAre() {
        try (LauncherProcess lull =
                run("--", "sh", "-c", "printf '%s\\n' \"$@\"", "x", "@nofile", "--", "--idle", "'q'", "")) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(lull.out()).containsExactly("@nofile", "--", "--idle", "'q'", "");
        }
    }

    @Test
    void leavesNoDescendantBehindAtAnIdleStop() throws IOException {
        Path pids = folder.resolve("pids");
        String script = "sleep 301 & echo $! >> '" + pids + "'; (trap '' TERM; sleep 302 & echo $! >> '" + pids
                + "'; wait) & wait";
        try (LauncherProcess lull = run("--idle", "1s", "--kill-after", "1s", "--", "sh", "-c", script)) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(Files.readAllLines(pids)).hasSize(2).allSatisfy(pid -> assertThat(isAlive(Long.parseLong(pid)))
                    .isFalse());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void watchesAServiceThatPutsItselfIntoTheBackground() throws IOException {
        Path pid = folder.resolve("pid");
        String script = "sleep 303 & echo $! > '" + pid + "'";
        try (LauncherProcess lull = run("--idle", "2s", "--", "sh", "-c", script)) {
            lull.awaitLog("sh has ended, but runs on in the background (1 process); watching goes on");
            long service = Long.parseLong(Files.readString(pid).strip());
            assertThat(isAlive(service)).isTrue();
            assertThat(lull.awaitExit()).isZero();
            assertThat(isAlive(service)).isFalse();
            assertThat(event("stopping")).containsEntry("reason", "idle for 2s");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void endsWhenAServiceInTheBackgroundEnds() {
        try (LauncherProcess lull = run("--", "sh", "-c", "sleep 1 &")) {
            lull.awaitLog("runs on in the background");
            assertThat(lull.awaitExit()).isZero();
            assertThat(event("stopped")).containsEntry("reason", "sh ended by itself");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void endsWhatACommandLeavesBehindThatFails() throws IOException {
        Path pid = folder.resolve("pid");
        try (LauncherProcess lull = run("--", "sh", "-c", "sleep 304 & echo $! > '" + pid + "'; exit 5")) {
            assertThat(lull.awaitExit()).isEqualTo(5);
            assertThat(isAlive(Long.parseLong(Files.readString(pid).strip()))).isFalse();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void leavesNothingBehindWhenItIsKilled() throws IOException {
        Path pid = folder.resolve("pid");
        String script = "trap '' TERM; sleep 305 & echo $! > '" + pid + "'; wait; wait";
        try (LauncherProcess lull = run("--kill-after", "1s", "--", "sh", "-c", script)) {
            lull.awaitLog("started sh");
            await().atMost(LauncherProcess.PATIENCE).until(() -> Files.exists(pid) && Files.size(pid) > 0);
            long command = pidOfCommand();
            List<ProcessHandle> all = lull.handle().descendants().toList();
            lull.signal("KILL");
            assertThat(lull.awaitExit()).isEqualTo(137);
            awaitEnd(command);
            awaitEnd(Long.parseLong(Files.readString(pid).strip()));
            all.forEach(process -> awaitEnd(process.pid()));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void reapsOrphansAsTheFirstProcessOfAContainer() throws Exception {
        Require.that("pid-namespace", Require.isRoot() && Require.hasProgram("unshare"), "needs root and util-linux");
        String orphans = "(sleep 0.1 &) ; (sleep 0.2 &) ; sleep 3; cat /proc/[0-9]*/stat; sleep 307";
        List<String> command = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child"));
        command.addAll(LauncherProcess.commandLine(
                List.of("-D" + ScriptedStrategyProvider.PROPERTY + "=" + connections),
                "run",
                "--port",
                "22",
                "--strategy",
                "scripted",
                "--idle",
                "4s",
                "--",
                "sh",
                "-c",
                orphans));
        Shell.Result result = Shell.run(command);
        assertThat(result.exitCode()).as("%s", result.output()).isZero();
        assertThat(result.output().lines().filter(line -> line.contains(") ")))
                .as("Lull, sh and cat, and no zombie")
                .hasSize(3)
                .noneMatch(line -> line.contains(") Z "));
    }
}
