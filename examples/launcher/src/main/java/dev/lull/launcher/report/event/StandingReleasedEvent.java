package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A hold of {@code --hold} holds no longer.
 *
 * @param strategy which strategy watches
 * @param hold what was asked for, such as {@code process:backup}
 * @param why for people
 */
public record StandingReleasedEvent(String strategy, String hold, String why) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of(hold + " holds no longer: " + why);
    }

    @Override
    public Optional<String> name() {
        return Optional.of("released");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        HoldFields.write(json, strategy, hold, why);
    }
}
