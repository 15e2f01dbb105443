package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Somebody keeps the service up.
 *
 * @param strategy which strategy watches
 * @param hold the hold's id
 * @param why for people; may be empty
 * @param expiresIn how long from now on
 */
public record HeldEvent(String strategy, String hold, String why, Duration expiresIn) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of("held for " + Durations.text(expiresIn) + " by " + hold + (why.isEmpty() ? "" : ": " + why));
    }

    @Override
    public Optional<String> name() {
        return Optional.of("held");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        HoldFields.write(json, strategy, hold, why);
        json.writeNumberField("expiresInMillis", expiresIn.toMillis());
    }
}
