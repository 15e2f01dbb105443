package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * COMMAND runs.
 *
 * @param command the program and its arguments
 * @param pid its process
 */
public record CommandStartedEvent(List<String> command, long pid) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of("started " + String.join(" ", command) + " (process " + pid + ")");
    }

    @Override
    public Optional<String> name() {
        return Optional.of("command-started");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeNumberField("pid", pid);
        json.writeArrayFieldStart("command");
        for (String word : command) {
            json.writeString(word);
        }
        json.writeEndArray();
    }
}
