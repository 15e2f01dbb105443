package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.launcher.console.LogLevel;
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
 * @param forced whether something of it did not end within the termination grace and was killed
 */
public record CommandEndedEvent(String service, int exitCode, Duration ranFor, boolean forced) implements RunEvent {

    /** Of signal(7): real-time signals go up to 64. */
    private static final int HIGHEST_SIGNAL = 64;

    @Override
    public List<String> lines() {
        String how = exitCode > 128 && exitCode <= 128 + HIGHEST_SIGNAL
                ? " was ended by signal " + (exitCode - 128)
                : " ended with exit code " + exitCode;
        String line = service + how + " after " + Durations.text(ranFor);
        return List.of(forced ? line + "; not all of it ended within --kill-after, so SIGKILL was needed" : line);
    }

    @Override
    public LogLevel level() {
        return forced ? LogLevel.WARNING : LogLevel.NOTICE;
    }

    @Override
    public Optional<String> name() {
        return Optional.of("command-ended");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeNumberField("exitCode", exitCode);
        json.writeNumberField("durationMillis", ranFor.toMillis());
        if (forced) {
            json.writeBooleanField("forced", true);
        }
    }
}
