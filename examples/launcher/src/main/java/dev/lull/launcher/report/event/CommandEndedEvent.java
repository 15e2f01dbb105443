package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * COMMAND has ended, and nothing it started is left.
 *
 * @param service what people call it
 * @param exitCode its own; 128+n if signal n ended it
 * @param ranFor how long it ran
 */
public record CommandEndedEvent(String service, int exitCode, Duration ranFor) implements RunEvent {

    /** Of signal(7): real-time signals go up to 64. */
    private static final int HIGHEST_SIGNAL = 64;

    @Override
    public List<String> lines() {
        String how = exitCode > 128 && exitCode <= 128 + HIGHEST_SIGNAL
                ? " was ended by signal " + (exitCode - 128)
                : " ended with exit code " + exitCode;
        return List.of(service + how + " after " + Durations.text(ranFor));
    }

    @Override
    public Optional<String> name() {
        return Optional.of("command-ended");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeNumberField("exitCode", exitCode);
        json.writeNumberField("durationMillis", ranFor.toMillis());
    }
}
