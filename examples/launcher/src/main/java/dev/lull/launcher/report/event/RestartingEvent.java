package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.launcher.console.LogLevel;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * COMMAND ended by itself, or could not be started, and is started again.
 *
 * @param service what people call it
 * @param exitCode its own, or what a shell would end with
 * @param startsIn how long from now on; above zero
 */
public record RestartingEvent(String service, int exitCode, Duration startsIn) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of(
                "starting " + service + " again in " + Durations.text(startsIn) + ", because of exit code " + exitCode);
    }

    @Override
    public LogLevel level() {
        return LogLevel.WARNING;
    }

    @Override
    public Optional<String> name() {
        return Optional.of("restarting");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeNumberField("exitCode", exitCode);
        json.writeNumberField("startsInMillis", startsIn.toMillis());
    }
}
