package dev.lull.hold;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program that answers soon, in few words: less than a pipe takes, 64 KiB. */
final class ShortProgram {

    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);

    private ShortProgram() {}

    /**
     * What it answered.
     *
     * @param output what it printed, on both streams
     */
    record Result(int exitCode, String output) {

        List<String> lines() {
            return output.lines().filter(line -> !line.isBlank()).toList();
        }

        /** Returns the first line, which has the reason where it failed. */
        String firstLine() {
            return lines().stream().findFirst().orElse("exit code " + exitCode).strip();
        }
    }

    /**
     * Runs it with no input and the messages of the C locale.
     *
     * @throws IOException if it cannot be started, or does not end in time
     */
    static Result run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        builder.environment().remove("TMUX");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IOException(command.get(0) + " cannot be started: is it installed?", e);
        }
        try (InputStream output = process.getInputStream()) {
            process.getOutputStream().close();
            if (!process.waitFor(TIME_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(command.get(0) + " gave no answer within 5s");
            }
            return new Result(process.exitValue(), new String(output.readAllBytes(), StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }
}
