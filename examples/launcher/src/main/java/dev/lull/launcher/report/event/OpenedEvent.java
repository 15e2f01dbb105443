package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.launcher.option.Endpoint;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A connection opened.
 *
 * @param strategy which strategy saw it
 * @param event what it saw
 */
public record OpenedEvent(String strategy, ConnectionEvent.Opened event) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of(Endpoint.of(event.connection().remote()) + " connected (" + event.openConnections() + " open)");
    }

    @Override
    public Optional<UntoldEvent> untold() {
        return Optional.of(new UntoldEvent(strategy, 1, 0));
    }

    @Override
    public Optional<String> name() {
        return Optional.of("opened");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        writeConnection(json, strategy, event);
    }

    /** Writes what is the same for one that opened and one that closed. */
    static void writeConnection(JsonGenerator json, String strategy, ConnectionEvent event) throws IOException {
        Connection connection = event.connection();
        json.writeStringField("strategy", strategy);
        json.writeNumberField("connection", connection.id());
        json.writeStringField("remote", Endpoint.of(connection.remote()));
        json.writeNumberField("open", event.openConnections());
    }
}
