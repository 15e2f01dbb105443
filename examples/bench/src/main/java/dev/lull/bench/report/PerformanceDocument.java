package dev.lull.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts the tables of docs/performance.md into it: each stands between two comments, and is made from the JSON of a run. A
 * test compares them, so that nobody types a figure.
 */
public final class PerformanceDocument {

    /** The first argument that is a run of races, or of wakes. */
    private static final int RUNS = 3;

    private static final String WAKES = "wake";

    private PerformanceDocument() {}

    /**
     * Renews the tables.
     *
     * @param arguments the document, the JSON of {@code lull bench}, the JSON of {@code benchmarks.jar}, and that of each
     *     run of {@code lull bench --only races,…} and {@code --only wake,…}, whose files' names begin with that word
     * @throws IOException if one cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        Path document = Path.of(arguments[0]);
        List<String> races = new ArrayList<>();
        List<String> wakes = new ArrayList<>();
        for (String name : Arrays.asList(arguments).subList(RUNS, arguments.length)) {
            Path file = Path.of(name);
            boolean ofWakes = file.toFile().getName().startsWith(WAKES);
            (ofWakes ? wakes : races).add(Files.readString(file));
        }
        Files.writeString(
                document,
                renewed(
                        Files.readString(document),
                        Files.readString(Path.of(arguments[1])),
                        Files.readString(Path.of(arguments[2])),
                        races,
                        wakes));
    }

    static String renewed(String document, String bench, String jmh, List<String> races, List<String> wakes)
            throws IOException {
        String withBench = replaced(document, "lull bench", new Tables(ReportJson.read(bench)).markdown());
        String withJmh = replaced(withBench, "benchmarks.jar", JmhTable.markdown(jmh));
        String withRaces = replaced(withJmh, "lull bench --only races", RaceTable.markdown(races));
        return replaced(withRaces, "lull bench --only wake", WakeTable.markdown(wakes));
    }

    private static String replaced(String document, String name, String text) throws IOException {
        String begin = "<!-- from " + name + " -->\n";
        String end = "<!-- end of " + name + " -->\n";
        int from = document.indexOf(begin);
        int to = document.indexOf(end);
        if (from < 0 || to < from) {
            throw new IOException("the document has no \"" + begin.strip() + "\" before \"" + end.strip() + "\"");
        }
        return document.substring(0, from + begin.length()) + "\n" + text.strip() + "\n\n" + document.substring(to);
    }
}
