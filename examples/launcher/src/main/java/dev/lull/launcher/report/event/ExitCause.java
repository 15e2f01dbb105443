package dev.lull.launcher.report.event;

import dev.lull.launcher.process.ReceivedSignal;
import java.time.Duration;

/** Why a run ends. */
public sealed interface ExitCause {

    /**
     * Nobody was connected.
     *
     * @param idleFor for how long
     */
    record Idle(Duration idleFor) implements ExitCause {}

    /**
     * COMMAND ended by itself.
     *
     * @param exitCode its own exit code
     */
    record CommandEnded(int exitCode) implements ExitCause {}

    /**
     * A signal asked Lull to end.
     *
     * @param signal which
     * @param passedOn whether COMMAND got it too
     */
    record Signalled(ReceivedSignal signal, boolean passedOn) implements ExitCause {}

    /** COMMAND cannot be started. */
    record NotStarted() implements ExitCause {}
}
