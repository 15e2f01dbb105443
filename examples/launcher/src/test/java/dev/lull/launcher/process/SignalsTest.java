package dev.lull.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.Require;
import dev.lull.internal.linux.ProcessStatus;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.ScriptedStrategyProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals reach COMMAND, and the exit code says which one ended Lull. */
@EnabledOnOs({OS.LINUX, OS.MAC})
public class SignalsTest {

    @TempDir
    private Path folder = Path.of("");

    private Path connections = Path.of("");
    private Path witness = Path.of("");

    @BeforeEach
    void nobodyIsConnected() throws IOException {
        connections = folder.resolve("connections");
        witness = folder.resolve("witness");
        Files.writeString(connections, "");
    }

    private LauncherProcess run(String... command) {
        String[] all = new String[command.length + 7];
        String[] common = {"run", "--port", "22", "--strategy", "scripted", "--kill-after", "2s"};
        System.arraycopy(common, 0, all, 0, common.length);
        System.arraycopy(command, 0, all, common.length, command.length);
        return LauncherProcess.scripted(connections, all);
    }

    /** A command that writes down each signal it gets, and says when it listens. */
    private String[] trapping(String signal, String thenDo) {
        String script = "trap 'echo " + signal + " >> \"" + witness + "\"; " + thenDo + "' " + signal
                + "; echo ready; while :; do sleep 0.05; done";
        return new String[] {"--", "sh", "-c", script};
    }

    /**
     * A shell's background job is started to ignore SIGINT, and what nohup(1) starts SIGHUP; so is all that it starts, Lull
     * included.
     */
    public static void requireNotIgnored(String signal) {
        int number = NUMBERS.getOrDefault(signal, 0);
        long mask = ProcessStatus.ofThisProcess().mask("SigIgn").orElse(0);
        boolean ignored = number > 0 && (mask & (1L << (number - 1))) != 0;
        Require.that(
                "sig" + signal.toLowerCase(Locale.ROOT), !ignored, "these tests run with SIG" + signal + " ignored");
    }

    /** Those that a parent may have had ignored, by signal(7). */
    private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2);

    private static void awaitReady(LauncherProcess lull) {
        await().atMost(LauncherProcess.PATIENCE).until(() -> lull.out().contains("ready"));
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void passesOnWhatAsksToEndAndEndsWith128AndTheSignal(String signal, int code) {
        requireNotIgnored(signal);
        try (LauncherProcess lull = run(trapping(signal, "exit 7"))) {
            awaitReady(lull);
            lull.signal(signal);
            assertThat(lull.awaitExit()).isEqualTo(code);
            assertThat(witness).hasContent(signal);
            assertThat(lull.err())
                    .anyMatch(line -> line.contains("SIG" + signal + " passed on to sh"))
                    .anyMatch(line -> line.contains("sh ended with exit code 7"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "USR1", "USR2"})
    void passesOnTheOthersAndStaysUp(String signal) {
        requireNotIgnored(signal);
        try (LauncherProcess lull = run(trapping(signal, ":"))) {
            awaitReady(lull);
            lull.signal(signal);
            await().atMost(LauncherProcess.PATIENCE).until(() -> Files.exists(witness));
            assertThat(lull.handle().isAlive()).isTrue();
            lull.signal("TERM");
            assertThat(lull.awaitExit()).isEqualTo(143);
        }
    }

    @Test
    void killsACommandThatIgnoresTheSignalAfterTheTerminationGrace() {
        try (LauncherProcess lull = run(trapping("TERM", ":"))) {
            awaitReady(lull);
            lull.signal("TERM");
            assertThat(lull.awaitExit()).isEqualTo(143);
            assertThat(witness).content().startsWith("TERM\n");
            assertThat(lull.err()).anyMatch(line -> line.contains("sh was ended by signal 9"));
        }
    }

    @Test
    void endsWhatTheCommandStartedToo() throws IOException {
        Path pid = folder.resolve("pid");
        try (LauncherProcess lull = run("--", "sh", "-c", "sleep 306 & echo $! > '" + pid + "'; echo ready; wait")) {
            awaitReady(lull);
            lull.signal("TERM");
            assertThat(lull.awaitExit()).isEqualTo(143);
            assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void endsByASignalWhereThereIsNoCommand(String signal, int code) {
        requireNotIgnored(signal);
        try (LauncherProcess lull = run()) {
            lull.awaitLog("watching port 22");
            lull.awaitLog("idle for");
            lull.signal(signal);
            assertThat(lull.awaitExit()).isEqualTo(code);
        }
    }

    @Test
    void staysDeafToASignalThatItWasStartedToIgnore() {
        List<String> ignoring = List.of("sh", "-c", "trap '' HUP; exec \"$@\"", "sh");
        List<String> script = List.of("-D" + ScriptedStrategyProvider.PROPERTY + "=" + connections);
        try (LauncherProcess lull =
                LauncherProcess.through(ignoring, script, "run", "--port", "22", "--strategy", "scripted")) {
            lull.awaitLog("idle for");
            lull.signal("HUP");
            lull.signal("TERM");
            assertThat(lull.awaitExit()).as("the first signal that counts").isEqualTo(143);
        }
    }
}
