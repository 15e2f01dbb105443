package dev.lull.launcher.option;

import dev.lull.launcher.process.Termination;
import dev.lull.launcher.process.UnixSignal;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of {@code lull run} that say how a service is stopped. */
public final class StopOptionsMixin {

    @Option(
            names = "--on-idle",
            paramLabel = "exit|stop-command|COMMAND",
            converter = Converters.Idle.class,
            description = "exit: stop COMMAND, then exit 0 (the default). stop-command: stop COMMAND and stay."
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

    @Option(names = "--dry-run", description = "Say what would be stopped, and go on.")
    private boolean dryRun;

    /** Makes the mixin with each option at its default. */
    public StopOptionsMixin() {}

    /** Returns what the options say. */
    public StopSettings settings() {
        return new StopSettings(onIdle, new Termination(stopSignal, killAfter), dryRun);
    }
}
