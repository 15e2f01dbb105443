package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.Require;
import dev.lull.launcher.EventFile;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.process.SignalsTest;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** COMMAND is asked to end in the way that it understands, and nobody is killed without a word. */
@EnabledOnOs(OS.LINUX)
class StopSignalTest {

    @TempDir
    private Path folder = Path.of("");

    private Path connections = Path.of("");
    private Path events = Path.of("");
    private Path trapped = Path.of("");

    @BeforeEach
    void nobodyIsConnected() throws IOException {
        connections = folder.resolve("connections");
        events = folder.resolve("events");
        trapped = folder.resolve("trapped");
        Files.writeString(connections, "");
    }

    private LauncherProcess run(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("run", "--port", "22", "--strategy", "scripted", "--events", events.toString()));
        all.addAll(List.of(arguments));
        return LauncherProcess.scripted(connections, all.toArray(String[]::new));
    }

    /** Ends by one signal alone, and says that it came. */
    private String endingBy(String signal) {
        return "trap '' TERM INT QUIT; trap 'echo " + signal + " > \"" + trapped + "\"; exit 5' " + signal
                + "; echo ready; while :; do sleep 0.05; done";
    }

    private Map<String, String> event(String name) {
        return EventFile.read(events).stream()
                .filter(event -> name.equals(event.get("event")))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "QUIT", "RTMIN+3"})
    void endsTheCommandByItsOwnSignal(String signal) {
        SignalsTest.requireNotIgnored(signal);
        String inShell = signal.equals("RTMIN+3") ? "37" : signal;
        try (LauncherProcess lull = run("--idle", "1s", "--stop-signal", signal, "--", "sh", "-c", endingBy(inShell))) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(trapped).hasContent(inShell);
            assertThat(event("command-ended")).containsEntry("exitCode", "5").doesNotContainKey("forced");
            assertThat(event("stopped")).containsEntry("exitCode", "0").doesNotContainKey("forced");
            assertThat(lull.err()).noneMatch(line -> line.contains("SIGKILL"));
        }
    }

    @Test
    void passesATermOnAsTheStopSignal() {
        try (LauncherProcess lull = run("--stop-signal", "QUIT", "--", "sh", "-c", endingBy("QUIT"))) {
            await().atMost(LauncherProcess.PATIENCE).until(() -> lull.out().contains("ready"));
            lull.signal("TERM");
            assertThat(lull.awaitExit()).isEqualTo(143);
            assertThat(trapped).hasContent("QUIT");
            assertThat(lull.err()).anyMatch(line -> line.endsWith("SIGTERM passed on to sh as SIGQUIT"));
        }
    }

    @Test
    void warnsBeforeItKillsAndSaysThatItDid() {
        try (LauncherProcess lull = run("--idle", "1s", "--kill-after", "2s", "--", "sh", "-c", endingBy("HUP"))) {
            assertThat(lull.awaitExit()).as("an idle stop all the same").isZero();
            assertThat(String.join("\n", lull.err()))
                    .containsSubsequence(
                            "stopping sh: idle for",
                            "sh has not ended 1s after SIGTERM; SIGKILL follows in 1s",
                            "sh was ended by signal 9",
                            "not all of it ended within --kill-after, so SIGKILL was needed",
                            "done: stopped because idle (exit code 0, forced)");
            assertThat(event("command-ended")).containsEntry("exitCode", "137").containsEntry("forced", "true");
            assertThat(event("stopped")).containsEntry("exitCode", "0").containsEntry("forced", "true");
        }
    }

    @Test
    void endsTheCommandByItsOwnSignalWhenLullIsKilled() {
        try (LauncherProcess lull = run("--stop-signal", "QUIT", "--", "sh", "-c", endingBy("QUIT"))) {
            lull.awaitLog("started sh"); // it is guarded from then on
            await().atMost(LauncherProcess.PATIENCE).until(() -> lull.out().contains("ready"));
            lull.signal("KILL");
            await().atMost(LauncherProcess.PATIENCE)
                    .untilAsserted(() -> assertThat(trapped).hasContent("QUIT"));
        }
    }

    /** A smart shutdown, which SIGTERM asks PostgreSQL for, waits for its clients; SIGINT sends them away. */
    @Test
    void stopsAPostgresqlWithAnOpenSession() throws Exception {
        Path bin = Path.of("/usr/lib/postgresql/15/bin");
        Require.that(
                "postgresql",
                Require.isRoot() && Require.hasProgram("setpriv") && Files.isExecutable(bin.resolve("postgres")),
                "needs root, setpriv, and the package postgresql");
        Path home = Files.createDirectory(folder.resolve("pg"));
        asPostgres(List.of("true"));
        run(List.of("chown", "postgres", home.toString()));
        run(List.of("chmod", "755", folder.toString()));
        run(asPostgres(List.of(bin.resolve("initdb").toString(), "-D", home + "/data", "-A", "trust", "-N")));
        List<String> server = asPostgres(List.of(
                bin.resolve("postgres").toString(),
                "-D",
                home + "/data",
                "-k",
                home.toString(),
                "-c",
                "listen_addresses=",
                "-p",
                "5499"));
        List<String> arguments =
                new ArrayList<>(List.of("--idle", "500ms", "--startup-grace", "6s", "--stop-signal", "INT", "--"));
        arguments.addAll(server);
        try (LauncherProcess lull = run(arguments.toArray(String[]::new))) {
            await().atMost(LauncherProcess.PATIENCE).until(() -> Files.exists(home.resolve(".s.PGSQL.5499")));
            Process session = new ProcessBuilder(asPostgres(List.of(
                            bin.resolve("psql").toString(),
                            "-h",
                            home.toString(),
                            "-p",
                            "5499",
                            "-c",
                            "select pg_sleep(300)",
                            "postgres")))
                    .redirectErrorStream(true)
                    .start();
            try {
                assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
                assertThat(event("command-ended"))
                        .containsEntry("exitCode", "0")
                        .doesNotContainKey("forced");
                assertThat(String.join("\n", lull.err())).contains("received fast shutdown request");
            } finally {
                session.destroyForcibly().waitFor();
            }
        }
    }

    private static List<String> asPostgres(List<String> command) {
        List<String> all = new ArrayList<>(
                List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--inh-caps=-all"));
        all.addAll(command);
        return all;
    }

    private static void run(List<String> command) {
        dev.lull.launcher.Shell.Result result = dev.lull.launcher.Shell.run(command);
        assertThat(result.exitCode()).as("%s: %s", command, result.output()).isZero();
    }
}
