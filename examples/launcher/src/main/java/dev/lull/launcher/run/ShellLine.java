package dev.lull.launcher.run;

import dev.lull.CommandAction;
import dev.lull.launcher.process.ParentProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A line that an option gives to {@code sh -c}, run around a stop, and called off by a signal. Safe for any thread. */
final class ShellLine {

    private final String option;
    private final String line;
    private final Duration grace;
    private final CompletableFuture<ParentProcess> parent;
    private final FirstExitCause endings;
    private volatile Optional<CommandAction> running = Optional.empty();

    /** Makes it; {@code grace} is what is left between SIGTERM and SIGKILL to one that outlives Lull. */
    ShellLine(
            String option,
            String line,
            Duration grace,
            CompletableFuture<ParentProcess> parent,
            FirstExitCause endings) {
        this.option = option;
        this.line = line;
        this.grace = grace;
        this.parent = parent;
        this.endings = endings;
    }

    /**
     * Runs it.
     *
     * @return its exit code
     * @throws IOException if it cannot be run, or the run ends already
     */
    int run() throws IOException, InterruptedException {
        CommandAction action = parent.join().shellLine(line, grace);
        running = Optional.of(action);
        if (endings.any()) {
            throw new IOException(option + ": the run ends already, so \"" + line + "\" is not run");
        }
        return action.run();
    }

    /** Says what it was and how it ended. */
    String ended(int exitCode) {
        return option + ": \"" + line + "\" ended with exit code " + exitCode;
    }

    String line() {
        return line;
    }

    /** Ends it if it runs. To be called after the reason was offered, so that it does not begin afterwards. */
    void cancel() {
        running.ifPresent(CommandAction::cancel);
    }
}
