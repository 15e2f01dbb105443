package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What held the service up holds it no more.
 *
 * @param strategy which strategy looked
 * @param reason what held it
 */
public record ReleasedEvent(String strategy, String reason) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of();
    }

    @Override
    public Optional<String> name() {
        return Optional.of("released");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("strategy", strategy);
        json.writeStringField("reason", reason);
    }
}
