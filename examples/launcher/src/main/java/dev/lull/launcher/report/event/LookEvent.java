package dev.lull.launcher.report.event;

import dev.lull.Verdict;
import dev.lull.launcher.console.LogLevel;
import dev.lull.spi.Durations;
import java.util.List;
import java.util.Optional;

/**
 * A look was taken. For people who want to know how it comes to all else.
 *
 * @param verdict what it led to
 */
public record LookEvent(Verdict verdict) implements RunEvent {

    private static String outcome(Verdict.KeepRunning keep) {
        String idle = "nobody is connected, for " + Durations.text(keep.idleFor()) + "; ";
        String until = Durations.textRoundedUp(keep.recheckAfter());
        return switch (keep.why()) {
            case IN_USE, HELD, POSTPONED -> keep.detail();
            case UNREADABLE -> "it cannot be told whether anybody is connected: " + keep.because();
            case STARTUP_GRACE -> idle + "the startup grace ends in " + until;
            case NOT_IDLE_LONG_ENOUGH -> idle + "that is long enough in " + until;
            case WARNED -> idle + "warned of the stop in " + until;
        };
    }

    private static String outcome(Verdict.ShutDown stop) {
        String time = Durations.text(stop.idleFor());
        return switch (stop.cause()) {
            case IDLE -> "nobody is connected, for " + time + "; that is long enough";
            case UNREADABLE -> "for " + time + " it cannot be told whether anybody is connected; that is long enough";
        };
    }

    @Override
    public List<String> lines() {
        return List.of("look: "
                + (verdict instanceof Verdict.ShutDown stop ? outcome(stop) : outcome((Verdict.KeepRunning) verdict)));
    }

    @Override
    public LogLevel level() {
        return LogLevel.DEBUG;
    }

    @Override
    public Optional<String> name() {
        return Optional.empty();
    }
}
