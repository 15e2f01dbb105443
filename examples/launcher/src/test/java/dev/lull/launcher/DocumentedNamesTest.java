package dev.lull.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A file, a type or a test that a document names is there. */
class DocumentedNamesTest {

    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

    private static final Pattern PATH =
            Pattern.compile("`((?:core|strategy-|examples/|docs/|scripts/|config/)[^` ]*)`");

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)(?:#[^)]*)?\\)");

    /** A word of the form of a Java type's name; such a word of somebody else's is among {@link #OTHERS}. */
    private static final Pattern TYPE =
            Pattern.compile("`(?:dev\\.lull\\.\\w+\\.)?([A-Z][a-z]+(?:[A-Z][A-Za-z]+)+)[.`]");

    private static final Set<String> OTHERS =
            Set.of("ServiceLoader", "ServicesResourceTransformer", "IoUringIoHandler");

    private static Stream<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (Path folder : List.of(ROOT, ROOT.resolve("docs"), ROOT.resolve("examples"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            }
        }
        return documents.stream();
    }

    private static Stream<String> named(Path document, Pattern pattern) {
        try {
            return pattern.matcher(Files.readString(document)).results().map(match -> match.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> types() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void namesOnlyFilesThatAreThere() throws IOException {
        Set<String> missing = new TreeSet<>();
        documents().forEach(document -> {
            named(document, PATH)
                    .filter(path -> !path.contains("NAME") && !Files.exists(ROOT.resolve(path)))
                    .forEach(missing::add);
            named(document, LINK)
                    .filter(path -> !Files.exists(document.resolveSibling(path)))
                    .forEach(missing::add);
        });
        assertThat(missing).isEmpty();
        assertThat(named(ROOT.resolve("docs/architecture.md"), PATH)).hasSizeGreaterThan(10);
    }

    @Test
    void namesOnlyTypesAndTestsThatAreThere() throws IOException {
        Set<String> there = types();
        Set<String> missing = new TreeSet<>();
        documents().forEach(document -> named(document, TYPE)
                .filter(name -> !there.contains(name) && !OTHERS.contains(name))
                .forEach(missing::add));
        assertThat(missing).isEmpty();
    }
}
