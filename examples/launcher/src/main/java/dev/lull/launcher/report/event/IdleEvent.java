package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Nobody is connected; told at each look.
 *
 * @param strategy which strategy looked
 * @param idleFor for how long nobody has been
 * @param stopsIn how long from now on the service is stopped, or frozen, if nobody comes
 * @param freezes whether it is frozen then
 * @param inStartupGrace whether only the startup grace is waited for
 * @param isNews whether people are told; programs always are
 */
public record IdleEvent(
        String strategy, Duration idleFor, Duration stopsIn, boolean freezes, boolean inStartupGrace, boolean isNews)
        implements RunEvent {

    @Override
    public List<String> lines() {
        if (!isNews) {
            return List.of();
        }
        return List.of("idle for " + Durations.text(idleFor) + (freezes ? ", freezing in " : ", stopping in ")
                + Durations.textRoundedUp(stopsIn));
    }

    @Override
    public Optional<String> name() {
        return Optional.of("idle");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("strategy", strategy);
        json.writeNumberField("open", 0);
        json.writeNumberField("idleMillis", idleFor.toMillis());
        json.writeNumberField("stopsInMillis", stopsIn.toMillis());
        if (inStartupGrace) {
            json.writeStringField("reason", "startup grace");
        }
    }
}
