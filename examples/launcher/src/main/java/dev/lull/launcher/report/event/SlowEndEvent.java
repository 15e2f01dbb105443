package dev.lull.launcher.report.event;

import dev.lull.launcher.console.LogLevel;
import dev.lull.spi.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * COMMAND takes its time to end, and will be killed if it goes on like that.
 *
 * @param service what people call it
 * @param signal what it was asked with, such as {@code "SIGTERM"}
 * @param askedAgo how long ago
 * @param killedIn how long from now on it is killed
 */
public record SlowEndEvent(String service, String signal, Duration askedAgo, Duration killedIn) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of(service + " has not ended " + Durations.text(askedAgo) + " after " + signal
                + "; SIGKILL follows in " + Durations.textRoundedUp(killedIn));
    }

    @Override
    public LogLevel level() {
        return LogLevel.WARNING;
    }

    @Override
    public Optional<String> name() {
        return Optional.empty();
    }
}
