package dev.lull.launcher.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A program that is asked something and ends at once. */
final class ShortProgram {

    private ShortProgram() {}

    /**
     * What it answered.
     *
     * @param exitCode what it ended with
     * @param output what it printed, on both streams
     */
    record Result(int exitCode, String output) {}

    /**
     * Runs it to its end, with no input.
     *
     * @throws IOException if it cannot be started
     */
    static Result run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Result(process.waitFor(), output.strip());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(command.get(0) + ": interrupted", e);
        }
    }
}
