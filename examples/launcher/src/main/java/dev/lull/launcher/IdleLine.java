package dev.lull.launcher;

import java.io.IOException;

/** The line of {@code --on-idle}, running. Safe for use by any thread. */
final class IdleLine {

    private final OnIdle.RunLine line;
    private final Process process;

    private IdleLine(OnIdle.RunLine line, Process process) {
        this.line = line;
        this.process = process;
    }

    static IdleLine start(OnIdle.RunLine line, Children children) throws IOException {
        return new IdleLine(line, children.start(new ProcessBuilder(line.command()).inheritIO()));
    }

    /**
     * Waits for its end.
     *
     * @throws IOException if it fails: then nothing is to be stopped
     */
    void requireSuccess() throws IOException, InterruptedException {
        int code;
        try {
            code = process.waitFor();
        } catch (InterruptedException e) {
            cancel();
            throw e;
        }
        if (code != 0) {
            throw new IOException(
                    "--on-idle: \"" + line.line() + "\" ended with exit code " + code + ", so nothing is stopped");
        }
    }

    void cancel() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
