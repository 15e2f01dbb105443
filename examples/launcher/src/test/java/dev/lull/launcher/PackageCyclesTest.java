package dev.lull.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A package is known by those above it only: none uses one that, by whatever way, uses it. */
class PackageCyclesTest {

    private static final Pattern PACKAGE = Pattern.compile("^package ([a-z.]+);", Pattern.MULTILINE);
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?([a-z.]+)\\.[A-Z]", Pattern.MULTILINE);

    @ParameterizedTest
    @ValueSource(strings = {"launcher", "bench"})
    void thePackagesOfAProgramHaveNoCycle(String program) throws IOException {
        Map<String, Set<String>> uses = uses(Path.of("..", program, "src", "main", "java"));
        assertThat(uses).hasSizeGreaterThan(5);
        boolean removed = true;
        while (removed) { // until those are left that lead back to themselves
            removed = uses.values().removeIf(used -> used.stream().noneMatch(uses::containsKey));
        }
        assertThat(uses)
                .as("packages in a cycle, or above one, and what they use")
                .isEmpty();
    }

    private static Map<String, Set<String>> uses(Path sources) throws IOException {
        Map<String, Set<String>> uses = new TreeMap<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                String text = Files.readString(file);
                Matcher own = PACKAGE.matcher(text);
                assertThat(own.find()).as(() -> file + " names its package").isTrue();
                Set<String> used = uses.computeIfAbsent(own.group(1), name -> new TreeSet<>());
                IMPORT.matcher(text).results().forEach(found -> used.add(found.group(1)));
                used.remove(own.group(1)); // a nested type's
            }
        }
        return uses;
    }
}
