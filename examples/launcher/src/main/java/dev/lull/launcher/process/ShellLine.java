package dev.lull.launcher.process;

import java.io.IOException;

/** The line of {@code --on-idle}, running. Safe for use by any thread. */
public final class ShellLine {

    private final String line;
    private final Process process;

    private ShellLine(String line, Process process) {
        this.line = line;
        this.process = process;
    }

    public static ShellLine start(String line, Children children) throws IOException {
        return new ShellLine(line, children.start(new ProcessBuilder("sh", "-c", line).inheritIO()));
    }

    /**
     * Waits for its end.
     *
     * @throws IOException if it fails: then nothing is to be stopped
     */
    public void requireSuccess() throws IOException, InterruptedException {
        int code;
        try {
            code = process.waitFor();
        } catch (InterruptedException e) {
            cancel();
            throw e;
        }
        if (code != 0) {
            throw new IOException(
                    "--on-idle: \"" + line + "\" ended with exit code " + code + ", so nothing is stopped");
        }
    }

    public void cancel() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
