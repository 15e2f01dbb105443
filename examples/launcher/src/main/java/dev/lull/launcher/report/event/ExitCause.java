package dev.lull.launcher.report.event;

import dev.lull.launcher.console.ExitCode;
import dev.lull.launcher.process.UnixSignal;
import dev.lull.spi.Durations;
import java.time.Duration;

/** Why a run ends. */
public sealed interface ExitCause {

    /** Returns what Lull itself ends with. */
    int exitCode();

    /** What the watcher stops for; it is taken back if the stop does not come off. */
    sealed interface ByVerdict extends ExitCause {
        @Override
        default int exitCode() {
            return ExitCode.OK;
        }
    }

    /**
     * Nobody was connected.
     *
     * @param idleFor for how long
     */
    record Idle(Duration idleFor) implements ByVerdict {}

    /**
     * Nobody could tell whether anybody was connected, for longer than {@code --max-unreadable} puts up with.
     *
     * @param unreadableFor for how long
     */
    record Unreadable(Duration unreadableFor) implements ByVerdict {
        /** Says it for people. */
        String reason() {
            return "for " + Durations.text(unreadableFor)
                    + " nobody could tell whether anybody was connected (--max-unreadable)";
        }
    }

    /**
     * Somebody asked for a stop, with {@code lull stop}.
     *
     * @param open how many connections were open
     */
    record Asked(int open) implements ExitCause {
        @Override
        public int exitCode() {
            return ExitCode.OK;
        }

        /** Says it for people. */
        String reason() {
            return "lull stop"
                    + (open == 0 ? "" : ", with " + open + (open == 1 ? " connection" : " connections") + " open");
        }
    }

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
    record Signalled(UnixSignal signal, boolean passedOn) implements ExitCause {
        @Override
        public int exitCode() {
            return ExitCode.ofSignal(signal.number());
        }
    }

    /**
     * COMMAND cannot be started.
     *
     * @param exitCode what a shell would end with
     */
    record NotStarted(int exitCode) implements ExitCause {}
}
