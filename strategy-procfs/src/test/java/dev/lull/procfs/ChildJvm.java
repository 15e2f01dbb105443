package dev.lull.procfs;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Runs {@link SelfWatch} in a JVM of its own, in which something is missing or forbidden. */
final class ChildJvm {

    private final List<String> before;
    private final List<String> options = new ArrayList<>();
    private Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    private Path directory = Path.of("").toAbsolutePath();
    private List<String> program = List.of("-cp", System.getProperty("java.class.path"), SelfWatch.class.getName());

    record Result(int exitCode, String output) {}

    private ChildJvm(String... before) {
        this.before = List.of(before);
    }

    static ChildJvm plain() {
        return new ChildJvm();
    }

    /** Runs the JVM by way of a program that changes what it may do. */
    static ChildJvm behind(String... command) {
        return new ChildJvm(command);
    }

    static List<String> classPathWhere(Predicate<String> fileName) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> fileName.test(Path.of(entry).getFileName().toString()))
                .toList();
    }

    ChildJvm with(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    ChildJvm by(Path javaProgram) {
        java = javaProgram;
        return this;
    }

    ChildJvm withClassPath(List<String> entries) {
        program = List.of("-cp", String.join(File.pathSeparator, entries), SelfWatch.class.getName());
        return this;
    }

    /** Runs the program as a part of this module, from the module path. */
    ChildJvm withModulePath(List<String> entries, Path testClasses) {
        String module = "dev.lull.procfs";
        program = List.of(
                "--module-path",
                String.join(File.pathSeparator, entries),
                "--patch-module",
                module + "=" + testClasses,
                "--module",
                module + "/" + SelfWatch.class.getName());
        return this;
    }

    ChildJvm in(Path workingDirectory) {
        directory = workingDirectory;
        return this;
    }

    Result result(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(before);
        command.add(java.toString());
        command.addAll(options);
        command.addAll(program);
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("child-jvm", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IOException("the JVM did not end: " + Files.readString(output, StandardCharsets.UTF_8));
            }
            return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        Result result = result(arguments);
        if (result.exitCode() != 0) {
            throw new IOException("exit code " + result.exitCode() + ": "
                    + result.output().lines().limit(40).collect(Collectors.joining("\n")));
        }
        return result;
    }
}
