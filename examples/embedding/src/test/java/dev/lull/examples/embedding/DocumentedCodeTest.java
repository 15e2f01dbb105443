package dev.lull.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Java block in a document stands, word for word, in a program of this module: so it compiles and is run. */
class DocumentedCodeTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void showsOnlyCodeThatIsCompiledAndRun(Path document) throws IOException {
        String programs = sources();
        JAVA_BLOCK
                .matcher(Files.readString(document))
                .results()
                .map(MatchResult::group)
                .map(DocumentedCodeTest::lines)
                .forEach(block -> assertThat(programs).as("%s", document).contains(block));
    }

    @Test
    void findsTheLinesOfTheReadme() throws IOException {
        assertThat(JAVA_BLOCK
                        .matcher(Files.readString(ROOT.resolve("README.md")))
                        .results())
                .isNotEmpty();
    }

    private static String sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            StringBuilder all = new StringBuilder();
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                all.append(Files.readString(file));
            }
            return lines(all.toString());
        }
    }

    /** Without indentation and fences: a document shows the lines further left. */
    private static String lines(String text) {
        return String.join(
                "\n",
                text.lines()
                        .map(String::strip)
                        .filter(line -> !line.startsWith("```") && !line.isEmpty())
                        .toList());
    }
}
