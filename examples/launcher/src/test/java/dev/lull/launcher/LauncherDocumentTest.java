package dev.lull.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.launcher.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What docs/launcher.md says of options, exit codes and events is what the program has. */
class LauncherDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "..", "docs", "launcher.md");
    private static final Path EVENTS = Path.of("src", "main", "java", "dev", "lull", "launcher", "report", "event");

    private static final Pattern OPTION = Pattern.compile("(?<![-\\w])--[a-z][a-z-]+");
    private static final Pattern EVENT_NAME = Pattern.compile("Optional\\.of\\(\"([a-z-]+)\"\\)");
    private static final Pattern FIELD = Pattern.compile("json\\.write\\w+\\(\\s*\"(\\w+)\"");

    /** In each event that a strategy saw; said above the table. */
    private static final String STRATEGY = "strategy";

    private final String document = read(DOCUMENT);

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(result -> result.groupCount() == 0 ? result.group() : result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .flatMap(option -> Arrays.stream(option.names()))
                .filter(name -> name.startsWith("--"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void namesEachOptionOfRunAndNoneThatIsNotThere() {
        CommandLine lull = new CommandLine(new LullCommand());
        Set<String> ofRun = options(Objects.requireNonNull(lull.getSubcommands().get("run")));
        ofRun.removeAll(Set.of("--help", "--version"));
        assertThat(found(OPTION, document)).containsAll(ofRun);

        Set<String> all = new TreeSet<>();
        lull.getSubcommands().values().forEach(command -> all.addAll(options(command)));
        assertThat(found(OPTION, document)).isSubsetOf(all);
    }

    @Test
    void namesEachExitCode() throws IllegalAccessException {
        for (java.lang.reflect.Field code : ExitCode.class.getFields()) {
            int number = code.getInt(null);
            assertThat(document).containsPattern("(?m)(^\\| (\\d+, )*|Exit code )" + number + "\\b");
        }
    }

    /** The sources are read: what is written depends on what happened, and no one event has all of its fields. */
    @Test
    void namesEachEventWithItsFieldsAndNoneThatIsNeverWritten() throws IOException {
        List<String> rows = document.substring(document.indexOf("## Events"), document.indexOf("## `lull doctor`"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .toList();
        Set<String> written = new TreeSet<>();
        try (Stream<Path> files = Files.list(EVENTS)) {
            for (Path file : files.toList()) {
                String source = read(file);
                int method = source.indexOf("Optional<String> name()");
                MatchResult name = EVENT_NAME
                        .matcher(method < 0 ? "" : source.substring(method, source.indexOf("\n    }", method)))
                        .results()
                        .findFirst()
                        .orElse(null);
                if (name == null) {
                    continue; // people alone are told
                }
                written.add(name.group(1));
                String row = rows.stream()
                        .filter(line -> line.split("\\|", -1)[1].contains("`" + name.group(1) + "`"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no event " + name.group(1) + " in " + DOCUMENT));
                assertThat(found(FIELD, source)).as(row).allSatisfy(field -> assertThat(
                                STRATEGY.equals(field) || row.contains("`" + field + "`"))
                        .as(field)
                        .isTrue());
            }
        }
        Set<String> told = rows.stream()
                .flatMap(row -> found(Pattern.compile("`([a-z-]+)`"), row.split("\\|", -1)[1]).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isEqualTo(written);
    }
}
