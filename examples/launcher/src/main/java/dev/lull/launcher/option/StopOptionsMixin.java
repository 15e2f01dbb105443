package dev.lull.launcher.option;

import dev.lull.IdleWatcher;
import dev.lull.launcher.console.UsageException;
import dev.lull.launcher.process.Termination;
import dev.lull.launcher.process.UnixSignal;
import dev.lull.spi.Durations;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code lull run} that say how a service is stopped. */
public final class StopOptionsMixin {

    @Option(
            names = "--on-idle",
            paramLabel = "exit|stop-command|freeze|COMMAND",
            converter = Converters.Idle.class,
            description =
                    "exit: stop COMMAND, then exit 0 (the default). stop-command: stop COMMAND, and start it again"
                            + " when somebody connects. freeze: let it and all that it started stand still until then."
                            + " Else a line for sh -c: it is run first, and only if it succeeds COMMAND is stopped, then exit 0;"
                            + " if it fails, watching goes on.")
    private OnIdle onIdle = new OnIdle.Exit();

    @Option(
            names = "--stop-signal",
            paramLabel = "NAME",
            converter = Converters.Signal.class,
            description = "What asks COMMAND to end, such as INT, QUIT or RTMIN+3. Default: TERM.")
    private UnixSignal stopSignal = UnixSignal.TERM;

    @Option(
            names = "--kill-after",
            paramLabel = "DURATION",
            converter = Converters.AnyDuration.class,
            description = "Between the stop signal and SIGKILL. Default: 10s.")
    private Duration killAfter = Duration.ofSeconds(10);

    @Option(
            names = "--warn",
            paramLabel = "DURATION",
            converter = Converters.PositiveDuration.class,
            description =
                    "Say so long before a stop that it will be: a log line, the event warning, and --warn-command."
                            + " Within --idle, not on top of it. A connection calls it off. Default: no warning.")
    private @Nullable Duration warn;

    @Option(
            names = "--warn-command",
            paramLabel = "COMMAND",
            description = "A line for sh -c, run when --warn is said. What it does or fails to do changes nothing.")
    private @Nullable String warnCommand;

    @Option(
            names = "--before-stop",
            paramLabel = "COMMAND",
            description = "A line for sh -c that is asked before a stop, with the door open: any exit code but 0 is a"
                    + " veto. Default: nobody is asked.")
    private @Nullable String beforeStop;

    @Option(
            names = "--veto-for",
            paramLabel = "DURATION",
            converter = Converters.PositiveDuration.class,
            description = "How long after a veto --before-stop is asked again. Default: 1m.")
    private @Nullable Duration vetoFor;

    @Option(
            names = "--door-timeout",
            paramLabel = "DURATION",
            converter = Converters.PositiveDuration.class,
            description = "For how long new connections may be made to wait before a stop is decided; if that is not"
                    + " enough, it is called off. Default: 5s.")
    private Duration doorTimeout = IdleWatcher.DEFAULT_DOOR_TIMEOUT;

    @Option(names = "--dry-run", description = "Say what would be stopped, and go on.")
    private boolean dryRun;

    /** Makes the mixin with each option at its default. */
    public StopOptionsMixin() {}

    /**
     * Returns what the options say.
     *
     * @param idle the idle timeout, which a warning must fit into
     * @throws UsageException if they do not fit together
     */
    public StopSettings settings(Duration idle) {
        if (doorTimeout.compareTo(IdleWatcher.LONGEST_DOOR_TIMEOUT) > 0) {
            throw new UsageException("--door-timeout: " + Durations.text(doorTimeout) + ", expected at most a day");
        }
        requireLine("--warn-command", warnCommand);
        requireLine("--before-stop", beforeStop);
        return new StopSettings(
                onIdle, new Termination(stopSignal, killAfter), dryRun, warning(idle), beforeStop(), doorTimeout);
    }

    private static void requireLine(String option, @Nullable String line) {
        if (line != null && line.isBlank()) {
            throw new UsageException(option + ": \"" + line + "\" is empty, expected a line for sh -c");
        }
    }

    private Optional<Warning> warning(Duration idle) {
        if (warn == null) {
            if (warnCommand != null) {
                throw new UsageException("--warn-command: needs --warn DURATION, how long before a stop to run it");
            }
            return Optional.empty();
        }
        if (warn.compareTo(idle) >= 0) {
            throw new UsageException("--warn: " + Durations.text(warn) + ", expected less than --idle, which is "
                    + Durations.text(idle));
        }
        return Optional.of(new Warning(warn, Optional.ofNullable(warnCommand)));
    }

    private Optional<BeforeStop> beforeStop() {
        if (beforeStop == null) {
            if (vetoFor != null) {
                throw new UsageException("--veto-for: needs --before-stop COMMAND, which may veto a stop");
            }
            return Optional.empty();
        }
        return Optional.of(new BeforeStop(beforeStop, vetoFor == null ? Duration.ofMinutes(1) : vetoFor));
    }
}
