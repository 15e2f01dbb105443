package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The stop that was warned of will not be.
 *
 * @param strategy which strategy watches
 * @param reason what keeps the service up
 */
public record WarningCalledOffEvent(String strategy, String reason) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of("the stop that was warned of is called off: " + reason);
    }

    @Override
    public Optional<String> name() {
        return Optional.of("warning-called-off");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("strategy", strategy);
        json.writeStringField("reason", reason);
    }
}
