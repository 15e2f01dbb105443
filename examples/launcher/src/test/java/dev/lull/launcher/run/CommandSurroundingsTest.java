package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.Require;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.ScriptedStrategyProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What COMMAND inherits is what Lull was started with: each byte of its arguments, the locale, the limit of open files. */
@EnabledOnOs(OS.LINUX)
class CommandSurroundingsTest {

    /** Becomes an argument by the shell, since this JVM's own locale may not have the letter. */
    private static final String WITH_CAFE = "cafe=$(printf 'caf\\303\\251'); ";

    private static final String PRINT_BYTES = "printf %s \"$1\" | od -An -tx1; echo \"LC_ALL=$LC_ALL\"";
    private static final String PRINT_LIMIT = "echo limit $(ulimit -S -n)";

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void nobodyIsConnected() throws IOException {
        Files.writeString(folder.resolve("connections"), "");
    }

    private LauncherProcess run(List<String> program, List<String> javaOptions, String... arguments) {
        List<String> options = new ArrayList<>(javaOptions);
        options.add("-D" + ScriptedStrategyProvider.PROPERTY + "=" + folder.resolve("connections"));
        List<String> all = new ArrayList<>(List.of("run", "--port", "22", "--strategy", "scripted"));
        all.addAll(List.of(arguments));
        return LauncherProcess.through(program, options, all.toArray(String[]::new));
    }

    private static List<String> shell(String script) {
        return List.of("sh", "-c", script, "sh");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-- touch witness", "--events", "--on-idle", "-- touch witness --"})
    void refusesAnArgumentThatJavaCannotReadInTheCLocale(String before) {
        String script = WITH_CAFE + "export LC_ALL=C; exec \"$@\" " + before + " \"$cafe\"";
        try (LauncherProcess lull =
                run(shell(script.replace("witness", "'" + folder.resolve("witness") + "'")), List.of())) {
            assertThat(lull.awaitExit()).isEqualTo(64);
            assertThat(lull.err()).singleElement().satisfies(line -> assertThat(line)
                    .startsWith("lull: \"caf??\" has characters that this locale's encoding, ")
                    .contains("start Lull in a UTF-8 locale, such as by LC_ALL=C.UTF-8"));
            assertThat(folder.resolve("witness")).doesNotExist();
        }
    }

    @Test
    void refusesAnArgumentThatIsNotUtf8() {
        String script = "export LC_ALL=C.UTF-8; exec \"$@\" -- touch \"$(printf 'caf\\351')\"";
        try (LauncherProcess lull = run(shell(script), List.of())) {
            assertThat(lull.awaitExit()).isEqualTo(64);
            assertThat(lull.err()).singleElement().satisfies(line -> assertThat(line)
                    .contains("\"caf?\" is not UTF-8"));
        }
    }

    @Test
    void passesArgumentsOnByteByByteAndTheLocaleAsItWas() {
        String script = WITH_CAFE + "export LC_ALL=C.UTF-8; exec \"$@\" sh \"$cafe\"";
        try (LauncherProcess lull = run(shell(script), List.of("-Dlull.locale=C"), "--", "sh", "-c", PRINT_BYTES)) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(lull.out()).containsExactly(" 63 61 66 c3 a9", "LC_ALL=C");
        }
    }

    @Test
    void passesTheOnIdleLineOnByteByByte() {
        String script = WITH_CAFE + "export LC_ALL=C.UTF-8; exec \"$@\" \"printf $cafe | od -An -tx1\"";
        try (LauncherProcess lull = run(shell(script), List.of(), "--idle", "500ms", "--on-idle")) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(lull.out()).containsExactly(" 63 61 66 c3 a9");
        }
    }

    @Test
    void startsTheCommandWithNoSignalBlocked() {
        try (LauncherProcess lull = run(shell("exec \"$@\""), List.of(), "--", "grep", "SigBlk", "/proc/self/status")) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(lull.out()).containsExactly("SigBlk:\t0000000000000000");
        }
    }

    @Test
    void givesTheCommandTheLimitOfOpenFilesThatTheScriptSaw() {
        try (LauncherProcess lull = run(
                shell("ulimit -S -n 300; exec \"$@\""),
                List.of("-Dlull.openFiles=300"),
                "--",
                "sh",
                "-c",
                PRINT_LIMIT)) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(lull.out()).containsExactly("limit 300");
        }
    }

    @Test
    void givesTheCommandTheLimitOfOpenFilesOfWhoStartedJava() {
        try (LauncherProcess lull =
                run(shell("ulimit -S -n 300; \"$@\"; exit $?"), List.of(), "--", "sh", "-c", PRINT_LIMIT)) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(lull.out()).containsExactly("limit 300");
        }
    }

    @Test
    void givesTheOnIdleLineTheLimitOfOpenFilesToo() {
        try (LauncherProcess lull = run(
                shell("ulimit -S -n 300; exec \"$@\""),
                List.of("-Dlull.openFiles=300"),
                "--idle",
                "500ms",
                "--on-idle",
                PRINT_LIMIT)) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(lull.out()).containsExactly("limit 300");
        }
    }

    @Test
    void endsTheCommandWhenItIsKilledWhereThereIsNoProcFileSystem() throws IOException {
        Require.that("no-proc", Require.isRoot() && Require.hasProgram("unshare"), "needs root and util-linux");
        Path pid = folder.resolve("pid");
        List<String> withoutProc = List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs none /proc && LD_LIBRARY_PATH='" + System.getProperty("java.home")
                        + "/lib' exec \"$@\"",
                "sh");
        try (LauncherProcess lull = run(
                withoutProc,
                List.of(),
                "--kill-after",
                "1s",
                "--",
                "sh",
                "-c",
                "echo $$ > '" + pid + "'; exec sleep 311")) {
            lull.awaitLog("started sh");
            await().atMost(LauncherProcess.PATIENCE).until(() -> Files.exists(pid) && Files.size(pid) > 0);
            ProcessHandle command = ProcessHandle.of(
                            Long.parseLong(Files.readString(pid).strip()))
                    .orElseThrow();
            lull.signal("KILL");
            await().atMost(LauncherProcess.PATIENCE).until(() -> !command.isAlive());
        }
    }
}
