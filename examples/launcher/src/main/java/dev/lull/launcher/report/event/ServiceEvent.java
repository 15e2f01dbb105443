package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.launcher.console.LogLevel;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What happened to one of several services of a run: told like the event itself, with the service's name.
 *
 * @param service its name
 * @param event what happened to it
 */
public record ServiceEvent(String service, RunEvent event) implements RunEvent {

    @Override
    public List<String> lines() {
        return event.lines().stream().map(line -> service + ": " + line).toList();
    }

    @Override
    public Optional<String> name() {
        return event.name();
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("service", service);
        event.write(json);
    }

    @Override
    public LogLevel level() {
        return event.level();
    }

    @Override
    public Optional<UntoldEvent> untold() {
        return event.untold();
    }
}
