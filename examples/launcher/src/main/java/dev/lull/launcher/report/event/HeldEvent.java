package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Nobody is connected, but something holds the service up.
 *
 * @param strategy which strategy looked
 * @param reason who or what holds it
 * @param isReminder whether nothing has changed, and people are told again after a while
 */
public record HeldEvent(String strategy, String reason, boolean isReminder) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of("staying up: held by " + reason);
    }

    @Override
    public Optional<String> name() {
        return isReminder ? Optional.empty() : Optional.of("held");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("strategy", strategy);
        json.writeStringField("reason", reason);
    }
}
