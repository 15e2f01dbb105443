package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.Capability;
import dev.lull.Connection;
import dev.lull.launcher.option.Endpoint;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The watching began.
 *
 * @param target what is watched, in words
 * @param strategy the strategy's name
 * @param description how it watches
 * @param capabilities what it can see
 * @param passedOver the strategies preferred to it, each with the reason why it is not used
 * @param idleTimeout after how long without anybody connected the service is stopped
 * @param startupGrace how soon after the start it is not
 * @param earlier who was connected already
 */
public record WatchingEvent(
        String target,
        String strategy,
        String description,
        Set<Capability> capabilities,
        Map<String, String> passedOver,
        Duration idleTimeout,
        Duration startupGrace,
        List<Connection> earlier)
        implements RunEvent {

    private static final int MOST_NAMED = 20;

    @Override
    public List<String> lines() {
        String how = description.equals(strategy) ? strategy : strategy + " (" + description + ")";
        String grace = startupGrace.isZero() ? "" : ", but not in the first " + Durations.text(startupGrace);
        List<String> lines = new ArrayList<>();
        lines.add("watching " + target + " with " + how + "; stopping after " + Durations.text(idleTimeout)
                + " without a connection" + grace);
        passedOver.forEach((name, reason) -> lines.add(name + " is not used: " + reason));
        earlier.stream()
                .limit(MOST_NAMED)
                .forEach(connection -> lines.add(Endpoint.of(connection.remote()) + " is connected already"));
        if (earlier.size() > MOST_NAMED) {
            lines.add("and " + (earlier.size() - MOST_NAMED) + " more are");
        }
        return lines;
    }

    @Override
    public Optional<String> name() {
        return Optional.of("watching");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("strategy", strategy);
        json.writeStringField("target", target);
        json.writeStringField("description", description);
        json.writeArrayFieldStart("capabilities");
        for (Capability capability : capabilities) {
            json.writeString(capability.name());
        }
        json.writeEndArray();
        json.writeObjectFieldStart("passedOver");
        for (Map.Entry<String, String> entry : passedOver.entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
        json.writeNumberField("open", earlier.size());
        json.writeNumberField("idleTimeoutMillis", idleTimeout.toMillis());
    }
}
