package dev.lull.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.Require;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.ScriptedStrategyProvider;
import dev.lull.launcher.Shell;
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
import org.junit.jupiter.params.provider.CsvSource;

/** COMMAND as another user: what it may, what it finds, and that it ends like any other. */
@EnabledOnOs(OS.LINUX)
class CommandUserTest {

    private static final String SHOW_CREDENTIALS =
            "grep -E '^(Uid|Gid|Groups|Cap(Inh|Prm|Eff|Amb)):' /proc/self/status | tr -s '\\t ' ' '; id -G";

    /** Lull's own groups and capabilities, which COMMAND must not get. */
    private static final List<String> WITH_MORE_THAN_ROOT = List.of(
            "setpriv", "--groups=0,4,24", "--inh-caps=+net_bind_service", "--ambient-caps=+net_bind_service", "--");

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void nobodyIsConnected() throws IOException {
        Require.that("setpriv", Require.isRoot() && Require.hasProgram("setpriv"), "needs root and util-linux");
        Files.writeString(folder.resolve("connections"), "");
    }

    private LauncherProcess run(List<String> program, String... arguments) {
        List<String> all = new ArrayList<>(List.of("run", "--port", "22", "--strategy", "scripted"));
        all.addAll(List.of(arguments));
        String scripted = "-D" + ScriptedStrategyProvider.PROPERTY + "=" + folder.resolve("connections");
        return LauncherProcess.through(program, List.of(scripted), all.toArray(String[]::new));
    }

    private static String idsOf(String user, String what) {
        return Shell.run("id", what, user).output().strip();
    }

    @Test
    void runsTheCommandWithTheUsersOwnIdsAndNoCapability() {
        String uid = idsOf("nobody", "-u");
        String gid = idsOf("nobody", "-g");
        try (LauncherProcess lull = run(WITH_MORE_THAN_ROOT, "--user", "nobody", "--", "sh", "-c", SHOW_CREDENTIALS)) {
            assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
            assertThat(lull.out())
                    .containsExactly(
                            "Uid: " + String.join(" ", uid, uid, uid, uid),
                            "Gid: " + String.join(" ", gid, gid, gid, gid),
                            "Groups: " + gid + " ",
                            "CapInh: 0000000000000000",
                            "CapPrm: 0000000000000000",
                            "CapEff: 0000000000000000",
                            "CapAmb: 0000000000000000",
                            idsOf("nobody", "-G"));
        }
    }

    @Test
    void givesTheCommandTheGroupsThatTheUserIsIn() {
        String groups = idsOf("postgres", "-G");
        Require.that("postgresql", groups.contains(" "), "needs a user in several groups, as postgres is on Debian");
        try (LauncherProcess lull = run(WITH_MORE_THAN_ROOT, "--user", "postgres", "--", "id", "-G")) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(lull.out()).containsExactly(groups);
        }
    }

    @Test
    void runsTheCommandWithAnotherPrimaryGroup() {
        try (LauncherProcess lull = run(List.of(), "--user", "nobody:daemon", "--", "id", "-g", "-n")) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(lull.out()).containsExactly("daemon");
        }
    }

    @Test
    void setsTheVariablesThatSayWhoTheUserIsAndNoOthers() {
        String script = "export HOME=/root USER=root LOGNAME=root SHELL=/bin/bash KEPT=yes; cd /; exec \"$@\"";
        try (LauncherProcess lull = run(
                List.of("sh", "-c", script, "sh"),
                "--user",
                idsOf("nobody", "-u"),
                "--",
                "sh",
                "-c",
                "echo $HOME $USER $LOGNAME $SHELL $KEPT; pwd")) {
            assertThat(lull.awaitExit()).isZero();
            assertThat(lull.out()).containsExactly("/nonexistent nobody nobody /usr/sbin/nologin yes", "/");
        }
    }

    @Test
    void endsTheCommandWhenIdle() {
        try (LauncherProcess lull =
                run(List.of(), "--user", "nobody", "--idle", "1s", "--", "sh", "-c", "echo $$; exec sleep 312")) {
            assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
            assertThat(ProcessHandle.of(Long.parseLong(lull.out().get(0)))).isEmpty();
            assertThat(String.join("\n", lull.err()))
                    .contains("started sh -c ", "sh was ended by signal 15")
                    .doesNotContain("setpriv");
        }
    }

    @Test
    void passesSignalsOn() {
        try (LauncherProcess lull = run(
                List.of(),
                "--user",
                "nobody",
                "--",
                "sh",
                "-c",
                "trap 'echo usr1; exit 9' USR1; echo ready; while :; do sleep 0.05; done")) {
            await().atMost(LauncherProcess.PATIENCE).until(() -> lull.out().contains("ready"));
            lull.signal("USR1");
            assertThat(lull.awaitExit()).isEqualTo(9);
            assertThat(lull.out()).containsExactly("ready", "usr1");
        }
    }

    @Test
    void endsTheCommandAndWhatItStartedWhenLullIsKilled() {
        try (LauncherProcess lull = run(
                List.of(),
                "--user",
                "nobody",
                "--kill-after",
                "1s",
                "--",
                "sh",
                "-c",
                "sleep 313 & echo $!; echo $$; wait")) {
            lull.awaitLog("started sh"); // it is guarded from then on
            await().atMost(LauncherProcess.PATIENCE).until(() -> lull.out().size() == 2);
            List<ProcessHandle> family = lull.out().stream()
                    .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                    .toList();
            lull.signal("KILL");
            await().atMost(LauncherProcess.PATIENCE)
                    .untilAsserted(() -> assertThat(family).noneMatch(ProcessHandle::isAlive));
        }
    }

    @ParameterizedTest
    @CsvSource({"no-such-program, 127", "/etc/passwd, 126"})
    void endsWithTheUsualExitCodeWhenTheCommandCannotBeExecuted(String program, int exitCode) {
        try (LauncherProcess lull = run(List.of(), "--user", "nobody", "--", program)) {
            assertThat(lull.awaitExit()).isEqualTo(exitCode);
            assertThat(String.join("\n", lull.err())).contains("failed to execute " + program);
        }
    }

    private void refuses(List<String> program, String reason) {
        Path events = folder.resolve("events");
        String witness = folder.resolve("witness").toString();
        try (LauncherProcess lull =
                run(program, "--user", "nobody", "--events", events.toString(), "--", "touch", witness)) {
            assertThat(lull.awaitExit()).isEqualTo(126);
            assertThat(lull.err()).singleElement().satisfies(line -> assertThat(line)
                    .contains(" lull: --user nobody: " + reason));
            assertThat(events).doesNotExist();
            assertThat(Path.of(witness)).doesNotExist();
        }
    }

    @Test
    void refusesWithoutThePrivilege() {
        refuses(
                List.of("setpriv", "--bounding-set=-kill", "--inh-caps=-all", "--"),
                "Lull may not; becoming another user, and ending that one's processes, takes root, or");
    }

    @Test
    void refusesWithoutSetpriv() {
        refuses(List.of("env", "PATH=" + folder), "needs setpriv, of util-linux: Cannot run program \"setpriv\"");
    }

    @Test
    void refusesWithASetprivThatCannotDoIt() throws IOException {
        Path other = folder.resolve("setpriv");
        Files.writeString(other, "#!/bin/sh\necho \"setpriv: unrecognized option '--reuid=nobody'\" >&2; exit 1\n");
        assertThat(other.toFile().setExecutable(true)).isTrue();
        refuses(List.of("env", "PATH=" + folder), "setpriv: unrecognized option '--reuid=nobody'");
    }

    /** Nobody's idea of a Lull that runs as root: with what watching and {@code --user} take, and no more. */
    @Test
    void needsNotBeRootWithTheCapabilitiesThatItTakes() {
        String capabilities = "+setuid,+setgid,+kill,+dac_override"; // the last to read the classes of this test
        List<String> program = List.of(
                "setpriv",
                "--reuid=daemon",
                "--regid=daemon",
                "--clear-groups",
                "--inh-caps=" + capabilities,
                "--ambient-caps=" + capabilities,
                "--");
        try (LauncherProcess lull = run(
                program, "--user", "nobody", "--idle", "1s", "--", "sh", "-c", SHOW_CREDENTIALS + "; exec sleep 314")) {
            assertThat(lull.awaitExit()).as("%s", lull.err()).isZero();
            assertThat(lull.out())
                    .contains("CapInh: 0000000000000000", "CapEff: 0000000000000000", "CapAmb: 0000000000000000")
                    .anyMatch(line -> line.startsWith("Uid: " + idsOf("nobody", "-u")));
            assertThat(String.join("\n", lull.err())).contains("sh was ended by signal 15");
        }
    }
}
