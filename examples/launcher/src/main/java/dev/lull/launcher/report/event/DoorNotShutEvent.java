package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.launcher.console.LogLevel;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * New connections could not be made to wait, or not for long enough, so the stop is called off.
 *
 * @param strategy which strategy watches
 * @param reason why
 * @param again how long from now on it is tried again
 */
public record DoorNotShutEvent(String strategy, String reason, Duration again) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of("not stopping: " + reason + "; trying again in " + Durations.text(again));
    }

    @Override
    public LogLevel level() {
        return LogLevel.WARNING;
    }

    @Override
    public Optional<String> name() {
        return Optional.of("door-not-shut");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("strategy", strategy);
        json.writeStringField("reason", reason);
        json.writeNumberField("againMillis", again.toMillis());
    }
}
