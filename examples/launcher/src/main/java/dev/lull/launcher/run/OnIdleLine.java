package dev.lull.launcher.run;

import dev.lull.CommandAction;
import dev.lull.launcher.process.ParentProcess;
import dev.lull.launcher.report.event.OnIdleLineEvent;
import dev.lull.launcher.report.event.RunEvent;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The line of {@code --on-idle}: run before a stop, with the door open, and called off by a signal. Safe for any thread. */
final class OnIdleLine {

    private final String line;
    private final CompletableFuture<ParentProcess> parent;
    private final FirstExitCause endings;
    private final Consumer<RunEvent> tell;
    private volatile Optional<CommandAction> running = Optional.empty();

    OnIdleLine(String line, CompletableFuture<ParentProcess> parent, FirstExitCause endings, Consumer<RunEvent> tell) {
        this.line = line;
        this.parent = parent;
        this.endings = endings;
        this.tell = tell;
    }

    /**
     * Runs it.
     *
     * @throws IOException if it cannot be run or does not succeed, or a signal came first; nothing is stopped then
     */
    void run() throws IOException, InterruptedException {
        CommandAction action = parent.join().shellLine(line);
        running = Optional.of(action);
        if (endings.any()) {
            throw new IOException("--on-idle: a signal came first, so \"" + line + "\" is not run");
        }
        int code = action.run();
        if (code != 0) {
            throw new IOException(
                    "--on-idle: \"" + line + "\" ended with exit code " + code + ", so nothing is stopped");
        }
        tell.accept(new OnIdleLineEvent(line));
    }

    /** Ends it if it runs. To be called after the reason was offered, so that it does not begin afterwards. */
    void cancel() {
        running.ifPresent(CommandAction::cancel);
    }
}
