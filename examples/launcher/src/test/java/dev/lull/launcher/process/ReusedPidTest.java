package dev.lull.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.Require;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.ScriptedStrategyProvider;
import dev.lull.launcher.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Numbers of ended processes that others get: forced by {@code /proc/sys/kernel/ns_last_pid}, in a namespace of its own,
 * whose first process is a shell with a script, and Lull one of that script's children.
 */
@EnabledOnOs(OS.LINUX)
class ReusedPidTest {

    /** Shell functions: waits for a condition; starts a stranger with a given number, and says how it is at the end. */
    private static final String FUNCTIONS =
            """
            until_() { tries=0; while ! eval "$1"; do tries=$((tries + 1)); [ $tries -lt 600 ] || { echo "never: $1"; exit 9; }; sleep 0.05; done; }
            says() { grep -qs "$1" "$dir/log"; }
            stranger() {
                tries=0
                while :; do
                    echo $(($1 - 1)) > /proc/sys/kernel/ns_last_pid
                    sh -c 'sleep 400 & echo $! > "$0/child"; wait' "$dir" &
                    [ $! = "$1" ] && break
                    kill -9 $!
                    tries=$((tries + 1)); [ $tries -lt 500 ] || { echo "no process got number $1"; exit 9; }
                done
                until_ '[ -s "$dir/child" ]'
                echo "a stranger has the number"
            }
            report() {
                for each in "$1" "$(cat "$dir/child")"; do
                    if [ -d "/proc/$each" ] && ! grep -q '^State:.*Z' "/proc/$each/status"; then echo "lives"; else echo "was ended"; fi
                done
            }
            """;

    @TempDir
    private Path folder = Path.of("");

    private Path connections = Path.of("");

    @BeforeEach
    void nobodyIsConnected() throws IOException {
        Require.that("pid-namespace", Require.isRoot() && Require.hasProgram("unshare"), "needs root and util-linux");
        connections = Files.writeString(folder.resolve("connections"), "");
    }

    private String lull(String... arguments) {
        List<String> all = new ArrayList<>(List.of("run", "--port", "22", "--strategy", "scripted"));
        all.addAll(List.of(arguments));
        return LauncherProcess.commandLine(
                                List.of("-D" + ScriptedStrategyProvider.PROPERTY + "=" + connections),
                                all.toArray(new String[0]))
                        .stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" "))
                + " > \"$dir/log\" 2>&1 &\nlull=$!\n";
    }

    private Shell.Result inANamespace(String script) {
        return Shell.run(
                "unshare",
                "--pid",
                "--fork",
                "--mount-proc",
                "--kill-child",
                "sh",
                "-c",
                "dir='" + folder + "'\n" + FUNCTIONS + script);
    }

    @Test
    void anIdleStopSparesWhatHasTheNumberOfTheCommandThatEnded() {
        String command = "echo $$ > '" + folder + "/pid'; sleep 300 & exit 0";
        Shell.Result result = inANamespace(
                lull("--idle", "3s", "--", "sh", "-c", command)
                        + """
                until_ 'says "runs on in the background"'
                stranger "$(cat "$dir/pid")"
                wait $lull
                echo "exit code $?"
                report "$(cat "$dir/pid")"
                """);
        assertThat(result.output().lines())
                .as(result.output())
                .containsExactly("a stranger has the number", "exit code 0", "lives", "lives");
    }

    @Test
    void theGuardSparesWhatHasTheNumberOfARootThatEnded() {
        String command =
                "sleep 300 & echo $! > '" + folder + "/pid'; sleep 301 & echo $! > '" + folder + "/other'; exit 0";
        Shell.Result result = inANamespace(
                lull("--idle", "1h", "--kill-after", "1s", "--", "sh", "-c", command)
                        + """
                until_ 'says "runs on in the background"'
                kill -9 "$(cat "$dir/pid")"
                until_ '[ ! -d "/proc/$(cat "$dir/pid")" ]'
                stranger "$(cat "$dir/pid")"
                kill -9 $lull
                until_ '[ ! -d "/proc/$(cat "$dir/other")" ] || grep -q "^State:.*Z" "/proc/$(cat "$dir/other")/status"'
                until_ '! grep -qxz lull-guard /proc/[0-9]*/cmdline'
                report "$(cat "$dir/pid")"
                """);
        assertThat(result.output().lines())
                .as(result.output())
                .contains("a stranger has the number")
                .endsWith("lives", "lives");
    }
}
