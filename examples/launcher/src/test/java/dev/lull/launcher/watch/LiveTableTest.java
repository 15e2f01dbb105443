package dev.lull.launcher.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.Require;
import dev.lull.launcher.LauncherProcess;
import dev.lull.launcher.ScriptedStrategyProvider;
import dev.lull.launcher.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** In a real terminal, that of tmux(1). */
@EnabledOnOs(OS.LINUX)
class LiveTableTest {

    @TempDir
    private Path folder = Path.of("");

    private Path connections = Path.of("");

    @BeforeEach
    void opensATerminal() throws IOException {
        Require.that("tmux", Require.hasProgram("tmux"), "needs tmux");
        connections = folder.resolve("connections");
        Files.writeString(connections, "1 10.0.0.1:1111 10 20\n2 [2001:db8::2]:2222 0 0\n");
        tmux("new-session", "-d", "-x", "80", "-y", "24", "env PS1='$ ' ENV= sh");
        tmux("set-option", "-g", "window-size", "manual");
    }

    @AfterEach
    void closesIt() {
        tmux("kill-server");
    }

    private String tmux(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("tmux", "-S", folder.resolve("tmux").toString(), "-f", "/dev/null"));
        command.addAll(List.of(arguments));
        return Shell.run(command).output();
    }

    private List<String> screen() {
        return tmux("capture-pane", "-p").lines().toList();
    }

    private void awaitScreen(String text) {
        await("\"" + text + "\" on the screen")
                .atMost(LauncherProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(String.join("\n", screen())).contains(text));
    }

    private void type(String line) {
        tmux("send-keys", "-l", line);
        tmux("send-keys", "Enter");
    }

    private void begin(String environment) throws IOException {
        Path script = folder.resolve("watch");
        String command = LauncherProcess.commandLine(
                        List.of("-D" + ScriptedStrategyProvider.PROPERTY + "=" + connections),
                        "watch",
                        "--port",
                        "22",
                        "--strategy",
                        "scripted",
                        "--interval",
                        "100ms")
                .stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        Files.writeString(script, "echo $$ > " + folder.resolve("pid") + "\n" + environment + "exec " + command + "\n");
        type("echo was there before");
        type("sh " + script);
        awaitScreen("q quits");
    }

    /** The shell's screen is there again, it shows what is typed, and gets whole lines. */
    private void isRestored(int exitCode) {
        awaitScreen("was there before");
        // Until the prompt is there keys are the program's.
        await().atMost(LauncherProcess.PATIENCE)
                .until(() -> String.join("\n", screen()).stripTrailing().endsWith("\n$"));
        type("echo ended with $?; stty -a | tr ';' '\\n' | grep -wE -- '-?(icanon|echo)'; echo asked");
        awaitScreen("ended with " + exitCode);
        awaitScreen("\nasked");
        assertThat(String.join("\n", screen()))
                .doesNotContain("q quits", "-icanon", "-echo ")
                .contains("icanon", "echo ended with");
        assertThat(tmux("display-message", "-p", "#{alternate_on} #{cursor_flag}"))
                .isEqualTo("0 1\n");
    }

    @Test
    void showsWhoIsThereFollowsItsSizeAndLeavesTheTerminalAsItWas() throws IOException {
        begin("");
        awaitScreen("[2001:db8::2]:2222");
        awaitScreen("OUT/S");
        assertThat(screen().get(0)).isEqualTo("port 22, with scripted (a script)");
        assertThat(screen().get(3)).startsWith("PEER").contains("AGE", "OUT/S");
        assertThat(tmux("capture-pane", "-p", "-e")).contains("\u001b[36mPEER");
        Files.writeString(connections, "2 [2001:db8::2]:2222 0 0\n");
        awaitScreen("TIME      PEER");
        tmux("resize-window", "-x", "34", "-y", "12");
        await().atMost(LauncherProcess.PATIENCE).untilAsserted(() -> {
            assertThat(screen().get(11)).isEqualTo("q quits");
            assertThat(screen().get(3)).startsWith("PEER").doesNotContain("IDLE");
        });
        tmux("resize-window", "-x", "100", "-y", "30");
        await().atMost(LauncherProcess.PATIENCE).untilAsserted(() -> {
            assertThat(screen().get(29)).isEqualTo("q quits");
            assertThat(screen().get(3)).contains("IDLE");
        });
        tmux("send-keys", "C-z");
        tmux("send-keys", "q");
        isRestored(0);
    }

    @Test
    void leavesTheTerminalAsItWasWhenASignalEndsItAndHasNoColoursWhereNoneAreWanted() throws IOException {
        begin("export NO_COLOR=1\n");
        awaitScreen("10.0.0.1:1111");
        assertThat(tmux("capture-pane", "-p", "-e")).doesNotContain("\u001b[");
        Shell.run("kill", "-TERM", Files.readString(folder.resolve("pid")).strip());
        isRestored(143);
        type("clear; echo was there before");
        type("sh " + folder.resolve("watch"));
        awaitScreen("q quits");
        tmux("send-keys", "C-c");
        isRestored(130);
    }
}
