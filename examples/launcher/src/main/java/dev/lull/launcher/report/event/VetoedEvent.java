package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code --before-stop} objects to a stop.
 *
 * @param strategy which strategy watches
 * @param reason what it ended with
 * @param again how long from now on it is asked again
 */
public record VetoedEvent(String strategy, String reason, Duration again) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of("not stopping: " + reason + "; asking again in " + Durations.text(again));
    }

    @Override
    public Optional<String> name() {
        return Optional.of("vetoed");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("strategy", strategy);
        json.writeStringField("reason", reason);
        json.writeNumberField("againMillis", again.toMillis());
    }
}
