package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.Wake;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * COMMAND is awake, and whoever waited is served.
 *
 * @param strategy which strategy watches
 * @param service what people call COMMAND
 * @param wake what for
 * @param took how long waking it took
 */
public record AwakeEvent(String strategy, String service, Wake wake, Duration took) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of(service + " is awake after " + Durations.text(took));
    }

    @Override
    public Optional<String> name() {
        return Optional.of("awake");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("strategy", strategy);
        json.writeNumberField("durationMillis", took.toMillis());
        WakeCause.write(wake, json);
    }
}
