package dev.lull.bench.race.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs what prepares a program. */
final class Setup {

    private Setup() {}

    static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command.get(0) + " ended with exit code " + process.exitValue() + ": "
                    + output.strip().replace('\n', ' '));
        }
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
