package dev.lull.launcher;

import java.time.Duration;

/** Why a run ends. */
sealed interface Ending {

    /**
     * Nobody was connected.
     *
     * @param idleFor for how long
     */
    record Idle(Duration idleFor) implements Ending {}

    /**
     * COMMAND ended by itself.
     *
     * @param exitCode its own exit code
     */
    record CommandEnded(int exitCode) implements Ending {}

    /**
     * A signal asked Lull to end.
     *
     * @param signal which
     * @param passedOn whether COMMAND got it too
     */
    record Signalled(ReceivedSignal signal, boolean passedOn) implements Ending {}
}
