package dev.lull.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private static final Pattern JAVADOC_BLOCK = Pattern.compile("<pre>\\{@code\\n(.*?)}</pre>", Pattern.DOTALL);
    private static final Path JAVADOC_CODE =
            Path.of("src", "test", "java", "dev", "lull", "examples", "embedding", "JavadocCode.java");

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
    void showsOnlyCodeThatIsCompiledInTheJavadocOfCore() throws IOException {
        String compiled = lines(Files.readString(JAVADOC_CODE));
        List<String> blocks = new ArrayList<>();
        for (Path file : javaFiles(ROOT.resolve(Path.of("core", "src", "main", "java", "dev", "lull")))) {
            JAVADOC_BLOCK
                    .matcher(Files.readString(file))
                    .results()
                    .map(block -> block.group(1).replaceAll("(?m)^ *\\* ?", ""))
                    .map(DocumentedCodeTest::lines)
                    .forEach(block -> {
                        assertThat(compiled).as("%s", file).contains(block);
                        blocks.add(block);
                    });
        }
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void findsTheLinesOfTheReadme() throws IOException {
        assertThat(JAVA_BLOCK
                        .matcher(Files.readString(ROOT.resolve("README.md")))
                        .results())
                .isNotEmpty();
    }

    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : javaFiles(Path.of("src", "main", "java"))) {
            all.append(Files.readString(file));
        }
        return lines(all.toString());
    }

    private static List<Path> javaFiles(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(path -> path.toString().endsWith(".java")).toList();
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
