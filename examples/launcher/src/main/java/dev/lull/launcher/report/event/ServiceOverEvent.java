package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.launcher.console.LogLevel;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One of several services is over, and the run goes on for the others.
 *
 * @param exitCode what it ended with
 */
public record ServiceOverEvent(int exitCode) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of("over, with exit code " + exitCode + "; the run goes on for the others");
    }

    @Override
    public LogLevel level() {
        return exitCode == 0 ? LogLevel.NOTICE : LogLevel.WARNING;
    }

    @Override
    public Optional<String> name() {
        return Optional.of("service-over");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeNumberField("exitCode", exitCode);
    }
}
