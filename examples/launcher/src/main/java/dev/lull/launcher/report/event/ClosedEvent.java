package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.ConnectionEvent;
import dev.lull.Traffic;
import dev.lull.launcher.option.ByteCount;
import dev.lull.launcher.option.Endpoint;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A connection closed.
 *
 * @param strategy which strategy saw it
 * @param event what it saw
 */
public record ClosedEvent(String strategy, ConnectionEvent.Closed event) implements RunEvent {

    private Duration stayed() {
        return Duration.ofNanos(Math.max(0, event.atNanos() - event.connection().sinceNanos()));
    }

    @Override
    public List<String> lines() {
        String traffic = event.connection()
                .traffic()
                .map(bytes -> ", " + ByteCount.of(bytes.bytesIn()) + " in, " + ByteCount.of(bytes.bytesOut()) + " out")
                .orElse("");
        return List.of(Endpoint.of(event.connection().remote()) + " left after " + Durations.text(stayed()) + traffic
                + (event.leftNoTrace() ? ", leaving no trace" : "") + " (" + event.openConnections() + " open)");
    }

    @Override
    public Optional<UntoldEvent> untold() {
        return Optional.of(new UntoldEvent(strategy, 0, 1));
    }

    @Override
    public Optional<String> name() {
        return Optional.of("closed");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        OpenedEvent.writeConnection(json, strategy, event);
        json.writeNumberField("durationMillis", stayed().toMillis());
        Optional<Traffic> traffic = event.connection().traffic();
        if (traffic.isPresent()) {
            json.writeNumberField("bytesIn", traffic.get().bytesIn());
            json.writeNumberField("bytesOut", traffic.get().bytesOut());
        }
        if (event.leftNoTrace()) {
            json.writeBooleanField("leftNoTrace", true);
        }
    }
}
