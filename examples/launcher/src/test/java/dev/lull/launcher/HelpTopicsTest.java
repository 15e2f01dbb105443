package dev.lull.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Strategies;
import dev.lull.contract.Require;
import dev.lull.launcher.console.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What {@code lull help}, the manual pages and completion say is what the program has. */
@EnabledOnOs(OS.LINUX)
class HelpTopicsTest {

    private static final Pattern OPTION = Pattern.compile("(?<![-\\w])--[a-z][a-z-]+");
    private static final Pattern COMMAND = Pattern.compile("\"lull ([a-z]+)");

    @TempDir
    private Path folder = Path.of("");

    private static String text(String topic) throws IOException {
        try (InputStream text = LullCommand.class.getResourceAsStream("help/" + topic + ".txt")) {
            assertThat(text).as(topic).isNotNull();
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Stream<String> names(CommandLine command) {
        return command.getCommandSpec().options().stream().flatMap(option -> Arrays.stream(option.names()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "strategies",
                "idle",
                "holds",
                "sleep",
                "door",
                "watch",
                "events",
                "logs",
                "exit-codes",
                "privileges",
                "systemd",
                "containers"
            })
    void aTopicIsShortAndNamesOnlyOptionsAndCommandsThatAreThere(String topic) throws IOException {
        String text = text(topic);
        CommandLine lull = new CommandLine(new LullCommand());
        Set<String> options = lull.getSubcommands().values().stream()
                .flatMap(HelpTopicsTest::names)
                .collect(Collectors.toSet());
        assertThat(OPTION.matcher(text).results().map(found -> found.group())).isSubsetOf(options);
        assertThat(COMMAND.matcher(text).results().map(found -> found.group(1)))
                .isSubsetOf(lull.getSubcommands().keySet());
        assertThat(text.lines()).hasSizeLessThan(25).allMatch(line -> line.length() <= 90);
        assertThat(text.lines().skip(1).findFirst()).as("below the title").contains("");
    }

    @Test
    void theTopicsNameEachStrategyEachExitCodeAndEachEvent() throws Exception {
        assertThat(text("strategies"))
                .contains(Strategies.installed().keySet().stream()
                        .filter(name -> !name.equals("scripted"))
                        .toList());
        for (java.lang.reflect.Field code : ExitCode.class.getFields()) {
            assertThat(text("exit-codes")).containsPattern("\\b" + code.getInt(null) + "\\b");
        }
        String document = Files.readString(Path.of("..", "..", "docs", "launcher.md"));
        Set<String> events = new TreeSet<>();
        document.substring(document.indexOf("## Events"), document.indexOf("## `lull doctor`"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(row -> Pattern.compile("`([a-z-]+)`")
                        .matcher(row.split("\\|", -1)[1])
                        .results()
                        .forEach(found -> events.add(found.group(1))));
        assertThat(events).hasSizeGreaterThan(10);
        assertThat(text("events")).contains(events);
    }

    private void writeManual() {
        assertThat(LullCommand.execute("manual", folder.toString())).isZero();
    }

    @Test
    void manualPagesAreWithoutFaultAndSayWhatTheOptionsSay() throws IOException {
        Require.that("man", Require.hasProgram("man"), "there is no man(1)");
        writeManual();
        Path pages = folder.resolve("man/man1");
        try (Stream<Path> files = Files.list(pages)) {
            List<Path> all = files.toList();
            assertThat(all)
                    .extracting(page -> page.getFileName().toString())
                    .contains("lull.1", "lull-run.1", "lull-doctor.1", "lull-demo.1", "lull-bench.1", "lull-help.1")
                    .doesNotContain("lull-manual.1");
            for (Path page : all) {
                Shell.Result shown = Shell.run(
                        "env",
                        "LC_ALL=C.UTF-8",
                        "MANWIDTH=100",
                        "sh",
                        "-c",
                        "man --warnings -l \"$0\" 2>&1 >/dev/null",
                        page.toString());
                assertThat(shown.output()).as(page.toString()).isEmpty();
                assertThat(shown.exitCode()).isZero();
            }
        }
        String run = Shell.run(
                        "env",
                        "LC_ALL=C.UTF-8",
                        "MANWIDTH=200",
                        "man",
                        "-l",
                        pages.resolve("lull-run.1").toString())
                .output();
        assertThat(run).contains("--port PORT", "--on-idle exit|", "-q, --quiet", "lull run --port PORT [OPTIONS]");
        String whole = Shell.run(
                        "env",
                        "LC_ALL=C.UTF-8",
                        "man",
                        "-l",
                        pages.resolve("lull.1").toString())
                .output();
        assertThat(whole).contains("EXIT CODES", "69         no strategy works here");
    }

    @ParameterizedTest
    @CsvSource({"lull ru, run", "lull run --check, --check-interval", "lull bench --qu, --quick", "lull help do, door"})
    void bashCompletesCommandsOptionsAndTopics(String line, String completed) {
        // compopt is for bash itself while it completes at a prompt.
        Require.that("bash", Require.hasProgram("bash"), "there is no bash");
        writeManual();
        String words = "source \"$0\"; compopt() { :; }; COMP_WORDS=(" + line + "); COMP_CWORD="
                + (line.split(" ").length - 1) + "; _complete_lull; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Shell.Result result = Shell.run(
                "bash",
                "-c",
                words,
                folder.resolve("bash-completion/completions/lull").toString());
        assertThat(result.output().lines().map(String::strip)).containsExactly(completed);
    }
}
