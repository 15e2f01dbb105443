package dev.lull.launcher.command;

import dev.lull.CommandAction;
import dev.lull.launcher.process.ParentProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** A line that an option gives to {@code sh -c}, run around a stop, and called off by a signal. Safe for any thread. */
public final class ShellLine {

    private final String option;
    private final String line;
    private final Duration grace;
    private final CompletableFuture<ParentProcess> parent;
    private final BooleanSupplier ends;
    private volatile Optional<CommandAction> running = Optional.empty();

    /**
     * Makes one that does not run yet.
     *
     * @param option whose line it is
     * @param line for {@code sh -c}
     * @param grace what is left between SIGTERM and SIGKILL to one that outlives Lull
     * @param parent starts it
     * @param ends tells whether the run ends, so that no line is run any more
     */
    public ShellLine(
            String option, String line, Duration grace, CompletableFuture<ParentProcess> parent, BooleanSupplier ends) {
        this.option = option;
        this.line = line;
        this.grace = grace;
        this.parent = parent;
        this.ends = ends;
    }

    /**
     * Runs it.
     *
     * @return its exit code
     * @throws IOException if it cannot be run, or the run ends already
     */
    public int run() throws IOException, InterruptedException {
        CommandAction action = parent.join().shellLine(line, grace);
        running = Optional.of(action);
        if (ends.getAsBoolean()) {
            throw new IOException(option + ": the run ends already, so \"" + line + "\" is not run");
        }
        return action.run();
    }

    /** Says what it was and how it ended. */
    public String ended(int exitCode) {
        return option + ": \"" + line + "\" ended with exit code " + exitCode;
    }

    /** Returns the line itself. */
    public String line() {
        return line;
    }

    /** Ends it if it runs. To be called after the reason was offered, so that it does not begin afterwards. */
    public void cancel() {
        running.ifPresent(CommandAction::cancel);
    }
}
