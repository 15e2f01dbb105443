package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.launcher.console.LogLevel;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * COMMAND could not be woken, or not yet, though somebody waits.
 *
 * @param strategy which strategy watches
 * @param service what people call COMMAND
 * @param reason why
 * @param again how long from now on it is woken, if somebody still waits
 */
public record NotWokenEvent(String strategy, String service, String reason, Duration again) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of("not waking " + service + ": " + reason + "; again in " + Durations.textRoundedUp(again)
                + " if somebody still waits");
    }

    @Override
    public LogLevel level() {
        return LogLevel.WARNING;
    }

    @Override
    public Optional<String> name() {
        return Optional.of("not-woken");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("strategy", strategy);
        json.writeStringField("reason", reason);
        json.writeNumberField("againMillis", again.toMillis());
    }
}
