package dev.lull.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the fuzzer Jazzer (profile {@code long}) in a JVM of its own, whose memory is bounded. It tries many inputs, and goes
 * on from those that reached code which none before had reached.
 */
public final class Fuzzing {

    /** How many inputs each target is given; {@code -Dlull.fuzz.inputs=…} sets another number. */
    private static final long INPUTS = Long.getLong("lull.fuzz.inputs", 10_000_000);

    private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";

    /** What tells the fuzzer that an input reached something new; jelf reads ELF files. */
    private static final String INSTRUMENTED = String.join(File.pathSeparator, "dev.lull.**", "net.fornwall.jelf.**");

    /** Or more, where a seed is longer. */
    private static final int LONGEST_INPUT_BYTES = 4096;

    private static final int SECONDS_FOR_ONE_INPUT = 10;
    private static final int MOST_MEBIBYTES = 2048;

    private Fuzzing() {}

    /**
     * Tries a target until all inputs are tried, or one fails: it throws, takes ten seconds, or more memory than there is.
     *
     * @param target has a method {@code fuzzerTestOneInput(byte[])} that throws nothing but for what must not be
     * @param seeds inputs to begin with
     * @param directory for what the fuzzer writes, such as the input that failed
     * @throws IOException if it cannot be run
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public static void run(Class<?> target, List<byte[]> seeds, Path directory)
            throws IOException, InterruptedException {
        Path corpus = Files.createDirectory(directory.resolve("corpus"));
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(corpus.resolve("seed-" + i), seeds.get(i));
        }
        Path log = directory.resolve("log");
        int longest = seeds.stream().mapToInt(seed -> seed.length).max().orElse(0);
        Process fuzzer = new ProcessBuilder(command(target, directory, corpus, Math.max(longest, LONGEST_INPUT_BYTES)))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            int exit = fuzzer.waitFor();
            assertThat(exit).as(() -> end(log)).isZero();
            assertThat(end(log)).contains("Done " + INPUTS + " runs");
        } finally {
            fuzzer.destroyForcibly();
        }
    }

    private static List<String> command(Class<?> target, Path directory, Path corpus, int longestInput) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        command.addAll(List.of("-XX:MaxDirectMemorySize=64m", "-cp", System.getProperty("java.class.path"), JAZZER));
        command.add("--target_class=" + target.getName());
        command.add("--instrumentation_includes=" + INSTRUMENTED);
        command.add("--custom_hook_includes=dev.lull.**");
        command.add("--reproducer_path=" + directory);
        command.add("-artifact_prefix=" + directory + "/");
        command.add("-rss_limit_mb=" + MOST_MEBIBYTES);
        command.add("-timeout=" + SECONDS_FOR_ONE_INPUT);
        command.add("-max_len=" + longestInput);
        command.add("-runs=" + INPUTS);
        command.add(corpus.toString());
        return command;
    }

    private static String end(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
