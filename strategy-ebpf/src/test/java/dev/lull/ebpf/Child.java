package dev.lull.ebpf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A JVM of a test's own, which ends when the test closes it. */
final class Child implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    private Child(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Runs a main class in a JVM; {@code before} is the command in front of it, such as setpriv with its options. */
    static Child run(List<String> before, String classPath, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return new Child(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    static Child run(List<String> before, Class<?> main, String... arguments) throws IOException {
        return run(before, System.getProperty("java.class.path"), main, arguments);
    }

    /** Runs a shell script in front of it: {@code "$@"} is the JVM. */
    static List<String> shell(String script) {
        return List.of("sh", "-c", script, "sh");
    }

    /** The next line that it prints; what a JVM itself says on its standard output is left out. */
    String line() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the child ended");
        }
        return line;
    }

    String rest() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            text.append(line).append('\n');
        }
        return text.toString();
    }

    long pid() {
        return process.pid();
    }

    /** Ends it as kill -9 does. */
    void kill() {
        process.destroyForcibly();
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("process " + process.pid() + " survives kill -9", e);
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        output.close();
    }
}
