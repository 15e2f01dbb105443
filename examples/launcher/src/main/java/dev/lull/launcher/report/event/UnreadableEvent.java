package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.launcher.console.LogLevel;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * It cannot be told whether anybody is connected.
 *
 * @param strategy which strategy looked
 * @param reason what it could not read
 * @param isReminder whether nothing has changed, and people are told again after a while
 */
public record UnreadableEvent(String strategy, String reason, boolean isReminder) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of("staying up, because it cannot be told whether anybody is connected: " + reason);
    }

    @Override
    public LogLevel level() {
        return LogLevel.WARNING;
    }

    @Override
    public Optional<String> name() {
        return isReminder ? Optional.empty() : Optional.of("unreadable");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("strategy", strategy);
        json.writeStringField("reason", reason);
    }
}
