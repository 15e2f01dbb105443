package dev.lull.launcher.option;

import dev.lull.MonitorTarget;
import dev.lull.launcher.console.UsageException;
import dev.lull.spi.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code lull run} that say what keeps a service up although nobody is connected. */
public final class HoldOptionsMixin {

    /** So that an answer is younger than a {@link dev.lull.hold.StandingHold} lets it count. */
    private static final Duration LONGEST_CHECK_INTERVAL = Duration.ofMinutes(1);

    @Option(
            names = "--hold",
            paramLabel = "KIND:VALUE",
            converter = Converters.HoldOf.class,
            description = "Keep it up, though nobody is connected: process:NAME, process:/PIDFILE, user:NAME|*,"
                    + " tmux:any|attached[@SOCKET], load:NUMBER, load:PERCENT%%, file:PATH[@DURATION],"
                    + " hours:\"Mo-Fr 08:00-18:00 Europe/Berlin\", http:URL, inhibitor:[WHAT[:WHAT]]. Repeatable; see"
                    + " \"lull help holds\".")
    private List<HoldRequest> holds = new ArrayList<>();

    @Option(
            names = "--idle-when",
            paramLabel = "all|any",
            converter = Converters.IdleWhenOf.class,
            description =
                    "all: it is idle when all holds are free, so any one keeps it up (the default). any: when any is"
                            + " free, so only all together keep it up.")
    private @Nullable IdleWhen idleWhen;

    /** Makes the mixin with each option at its default. */
    public HoldOptionsMixin() {}

    /**
     * Returns what the options say.
     *
     * @param target what is watched
     * @param maxUnknown for how long what cannot be told keeps it up
     * @param checkInterval the pace at which holds are asked
     * @throws UsageException if they do not fit together
     */
    public HoldSettings settings(MonitorTarget target, Optional<Duration> maxUnknown, Duration checkInterval) {
        if (idleWhen != null && holds.size() < 2) {
            throw new UsageException("--idle-when: needs two of --hold KIND:VALUE, which it combines");
        }
        if (!holds.isEmpty() && checkInterval.compareTo(LONGEST_CHECK_INTERVAL) > 0) {
            throw new UsageException(
                    "--hold: needs a --check-interval of at most 1m, which is " + Durations.text(checkInterval));
        }
        for (HoldRequest each : holds) {
            each.complaint(target).ifPresent(complaint -> {
                throw new UsageException("--hold: \"" + each.text() + "\" " + complaint);
            });
        }
        return new HoldSettings(holds, idleWhen == null ? IdleWhen.ALL : idleWhen, maxUnknown);
    }
}
