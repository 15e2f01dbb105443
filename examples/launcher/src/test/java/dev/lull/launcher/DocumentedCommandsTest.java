package dev.lull.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every {@code ./lull} line in a document is one that the program understands. */
class DocumentedCommandsTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern COMMAND = Pattern.compile("^\\./lull (.*?)\\s*(#.*)?$", Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @Test
    void showsOnlyCommandsThatTheProgramUnderstands() throws IOException {
        List<String> commands = new ArrayList<>();
        for (Path document : documents()) {
            Matcher matcher = COMMAND.matcher(Files.readString(document));
            while (matcher.find()) {
                commands.add(matcher.group(1));
            }
        }
        assertThat(commands).hasSizeGreaterThan(3);
        for (String command : commands) {
            assertThatCode(() -> new CommandLine(new LullCommand()).parseArgs(words(command)))
                    .as("lull %s", command)
                    .doesNotThrowAnyException();
        }
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .toList();
        }
    }

    private static String[] words(String command) {
        return WORD.matcher(command)
                .results()
                .map(word -> word.group(1) != null ? word.group(1) : word.group(2))
                .toArray(String[]::new);
    }
}
