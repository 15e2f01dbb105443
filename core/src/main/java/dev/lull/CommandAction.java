package dev.lull;

import java.io.IOException;
import java.util.List;

/** Runs a command and waits for its end. */
final class CommandAction implements ShutdownAction {

    private final List<String> command;

    CommandAction(List<String> command) {
        this.command = List.copyOf(command);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("command: empty, expected a program and its arguments");
        }
    }

    @Override
    public void shutDown(Verdict.ShutDown verdict) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        int code;
        try {
            code = process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            throw e;
        }
        if (code != 0) {
            throw new IOException("command " + command + " failed with exit code " + code);
        }
    }

    @Override
    public String toString() {
        return "run " + String.join(" ", command);
    }
}
