package dev.lull.launcher.option;

import dev.lull.launcher.console.UsageException;
import dev.lull.spi.Durations;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code lull run} that say how COMMAND sleeps and is woken. */
public final class SleepOptionsMixin {

    @Option(
            names = "--ready-when",
            paramLabel = "tcp|file:PATH|http:URL|COMMAND",
            converter = Converters.Ready.class,
            description =
                    "When a COMMAND that was woken can be given clients: it listens at its port (the default), the"
                            + " file exists, the URL answers with 2xx, or a line for sh -c ends with 0.")
    private @Nullable ReadyWhen readyWhen;

    @Option(
            names = "--start-timeout",
            paramLabel = "DURATION",
            converter = Converters.PositiveDuration.class,
            description = "How long clients are held while COMMAND starts. Default: 60s.")
    private @Nullable Duration startTimeout;

    @Option(
            names = "--min-uptime",
            paramLabel = "DURATION",
            converter = Converters.AnyDuration.class,
            description = "How soon after its start, or after it was woken, COMMAND does not sleep. Default: 0s.")
    private @Nullable Duration minUptime;

    @Option(
            names = "--min-sleep",
            paramLabel = "DURATION",
            converter = Converters.AnyDuration.class,
            description = "How soon after it fell asleep COMMAND is not woken, whoever waits. Default: 0s.")
    private @Nullable Duration minSleep;

    @Option(
            names = "--max-starts",
            paramLabel = "N/DURATION",
            converter = Converters.Starts.class,
            description = "How often COMMAND is woken at most, such as 10/1h. Default: as often as it takes.")
    private @Nullable StartLimit maxStarts;

    @Option(
            names = "--wake-for",
            paramLabel = "counted|everybody",
            converter = Converters.Wakes.class,
            description = "Whether peers that do not count (--ignore, --min-traffic) wake COMMAND. Default: counted.")
    private @Nullable WakeFor wakeFor;

    @Option(
            names = "--freeze-after",
            paramLabel = "DURATION",
            converter = Converters.PositiveDuration.class,
            description = "Freeze COMMAND after this long without a connection, before --idle is over and --on-idle"
                    + " follows. A connection thaws it. Default: never.")
    private @Nullable Duration freezeAfter;

    /** Makes the mixin with each option at its default. */
    public SleepOptionsMixin() {}

    /**
     * Returns what the options say.
     *
     * @param idle the idle timeout
     * @param onIdle what is done then
     * @throws UsageException if they do not fit together
     */
    public SleepSettings settings(Duration idle, OnIdle onIdle) {
        boolean starts = onIdle instanceof OnIdle.StopCommand;
        boolean sleeps = starts || onIdle instanceof OnIdle.Freeze;
        boolean wakes = sleeps || freezeAfter != null;
        require(readyWhen, starts, "--ready-when: needs --on-idle stop-command, which starts COMMAND again");
        require(startTimeout, starts, "--start-timeout: needs --on-idle stop-command, which starts COMMAND again");
        require(
                minUptime,
                wakes,
                "--min-uptime: needs --on-idle stop-command or freeze, or --freeze-after, which let COMMAND sleep");
        require(
                minSleep,
                wakes,
                "--min-sleep: needs --on-idle stop-command or freeze, or --freeze-after, which let COMMAND sleep");
        require(maxStarts, starts, "--max-starts: needs --on-idle stop-command, which starts COMMAND again");
        require(
                wakeFor,
                wakes,
                "--wake-for: needs --on-idle stop-command or freeze, or --freeze-after, which let COMMAND sleep");
        require(
                freezeAfter,
                !(onIdle instanceof OnIdle.Freeze),
                "--freeze-after: --on-idle freeze freezes after --idle");
        if (freezeAfter != null && freezeAfter.compareTo(idle) >= 0) {
            throw new UsageException("--freeze-after: " + Durations.text(freezeAfter)
                    + ", expected less than --idle, which is " + Durations.text(idle));
        }
        return new SleepSettings(
                readyWhen == null ? new ReadyWhen.Listening() : readyWhen,
                startTimeout == null ? Duration.ofSeconds(60) : startTimeout,
                minUptime == null ? Duration.ZERO : minUptime,
                minSleep == null ? Duration.ZERO : minSleep,
                Optional.ofNullable(maxStarts),
                wakeFor == WakeFor.EVERYBODY,
                Optional.ofNullable(freezeAfter));
    }

    private static void require(@Nullable Object given, boolean fits, String complaint) {
        if (given != null && !fits) {
            throw new UsageException(complaint);
        }
    }
}
