package dev.lull;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs a command, with this process's own standard streams, and waits for its end. It runs once at a time;
 * {@link #cancel} may be called by any thread.
 */
public final class CommandAction implements ShutdownAction {

    /** Starts processes on behalf of a caller that must know each of them, such as one that reaps orphans. */
    @FunctionalInterface
    public interface Starter {
        /**
         * Starts a process.
         *
         * @param builder what to start
         * @return the process
         * @throws IOException if it cannot be started
         */
        Process start(ProcessBuilder builder) throws IOException;
    }

    private final List<String> command;
    private final Starter starter;
    private volatile Optional<Process> running = Optional.empty();
    private volatile boolean cancelled;

    /**
     * Makes the action, without running anything.
     *
     * @param command the program and its arguments; no shell is involved
     * @param starter starts it
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if {@code command} is empty
     */
    public CommandAction(List<String> command, Starter starter) {
        this.command = List.copyOf(command);
        this.starter = Objects.requireNonNull(starter, "starter");
        if (command.isEmpty()) {
            throw new IllegalArgumentException("command: empty, expected a program and its arguments");
        }
    }

    /**
     * Runs the command.
     *
     * @return its exit code
     * @throws IOException if it cannot be started
     * @throws InterruptedException if the thread is interrupted; the command is {@linkplain #cancel cancelled} then
     */
    public int run() throws IOException, InterruptedException {
        Process process = starter.start(new ProcessBuilder(command).inheritIO());
        running = Optional.of(process);
        if (cancelled) { // while it was being started
            endRunning();
        }
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            cancel();
            throw e;
        } finally {
            running = Optional.empty();
        }
    }

    /**
     * Asks the command and what it started to end, whether it runs already or is only being started.
     * {@link #run()} goes on to wait for its end. A cancelled action is not to be run again.
     */
    public void cancel() {
        cancelled = true;
        endRunning();
    }

    private void endRunning() {
        running.ifPresent(
                process -> ProcessFamily.of(process.toHandle()).members().forEach(ProcessHandle::destroy));
    }

    @Override
    public void shutDown(Verdict.ShutDown verdict) throws IOException, InterruptedException {
        int code = run();
        if (code != 0) {
            throw new IOException("command " + command + " failed with exit code " + code);
        }
    }

    @Override
    public String toString() {
        return "run " + String.join(" ", command);
    }
}
