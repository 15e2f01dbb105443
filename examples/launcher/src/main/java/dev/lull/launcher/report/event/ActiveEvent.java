package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Somebody is connected.
 *
 * @param strategy which strategy saw it
 * @param open how many connections are open
 * @param isReminder whether nothing has changed, and people are told again after a while
 */
public record ActiveEvent(String strategy, int open, boolean isReminder) implements RunEvent {

    private String connections() {
        return open == 1 ? "1 connection" : open + " connections";
    }

    @Override
    public List<String> lines() {
        return List.of("staying up: " + connections() + " open");
    }

    @Override
    public Optional<String> name() {
        return isReminder ? Optional.empty() : Optional.of("active");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("strategy", strategy);
        json.writeNumberField("open", open);
        json.writeStringField("reason", connections());
    }
}
