package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.launcher.console.LogLevel;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The service will be stopped soon.
 *
 * @param strategy which strategy watches
 * @param service what people call it
 * @param stopsIn how long from now on
 */
public record WarningEvent(String strategy, String service, Duration stopsIn) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of("warning: nobody is connected, " + service + " will be stopped in "
                + Durations.textRoundedUp(stopsIn) + "; a connection calls that off");
    }

    @Override
    public LogLevel level() {
        return LogLevel.NOTICE;
    }

    @Override
    public Optional<String> name() {
        return Optional.of("warning");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("strategy", strategy);
        json.writeNumberField("stopsInMillis", stopsIn.toMillis());
    }
}
