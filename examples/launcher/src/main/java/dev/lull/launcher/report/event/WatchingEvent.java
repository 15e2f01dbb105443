package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.ActivityMonitor;
import dev.lull.Capability;
import dev.lull.Connection;
import dev.lull.IdleShutdownPolicy;
import dev.lull.Strategies;
import dev.lull.Testimony;
import dev.lull.Witness;
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
 * @param freezes whether it is frozen, not stopped
 * @param startupGrace how soon after the start it is not
 * @param earlier who was connected already
 * @param witness the second source that must agree before a stop is final; empty if there is none
 * @param witnessReason why there is none; empty if there is one
 */
public record WatchingEvent(
        String target,
        String strategy,
        String description,
        Set<Capability> capabilities,
        Map<String, String> passedOver,
        Duration idleTimeout,
        boolean freezes,
        Duration startupGrace,
        List<Connection> earlier,
        Optional<String> witness,
        Optional<String> witnessReason)
        implements RunEvent {

    private static final int MOST_NAMED = 20;

    /**
     * Makes the event of a monitor that has just been opened, and asks its witness once, so that a missing one is told.
     *
     * @param target what is watched, in words
     * @param opened the monitor, and why not another one
     * @param policy when to stop
     * @param freezes whether it is frozen, not stopped
     * @param earlier who was connected already
     */
    public static WatchingEvent of(
            String target,
            Strategies.Opened opened,
            IdleShutdownPolicy policy,
            boolean freezes,
            List<Connection> earlier) {
        ActivityMonitor monitor = opened.monitor();
        Witness witness = monitor.witness();
        Optional<String> absence =
                witness.testify() instanceof Testimony.Absent absent ? Optional.of(absent.reason()) : Optional.empty();
        return new WatchingEvent(
                target,
                monitor.strategy(),
                monitor.description(),
                monitor.capabilities(),
                opened.passedOver(),
                policy.idleTimeout(),
                freezes,
                policy.startupGrace(),
                earlier,
                absence.isPresent() ? Optional.empty() : Optional.of(witness.description()),
                absence);
    }

    @Override
    public List<String> lines() {
        String how = description.equals(strategy) ? strategy : strategy + " (" + description + ")";
        String grace = startupGrace.isZero() ? "" : ", but not in the first " + Durations.text(startupGrace);
        List<String> lines = new ArrayList<>();
        lines.add("watching " + target + " with " + how + (freezes ? "; freezing after " : "; stopping after ")
                + Durations.text(idleTimeout) + " without a connection" + grace);
        passedOver.forEach((name, reason) -> lines.add(name + " is not used: " + reason));
        witnessReason.ifPresent(reason -> lines.add("no second source confirms a stop: " + reason));
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
        json.writeStringField("witness", witness.orElse(null));
        if (witnessReason.isPresent()) {
            json.writeStringField("witnessReason", witnessReason.get());
        }
        json.writeNumberField("open", earlier.size());
        json.writeNumberField("idleTimeoutMillis", idleTimeout.toMillis());
    }
}
