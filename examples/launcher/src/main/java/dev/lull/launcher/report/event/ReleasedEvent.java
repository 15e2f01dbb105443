package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A hold has ended.
 *
 * @param strategy which strategy watches
 * @param hold its id
 * @param isExpired whether its time was over, and nobody released it
 */
public record ReleasedEvent(String strategy, String hold, boolean isExpired) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of(hold + (isExpired ? " holds no longer: its time is over" : " is released"));
    }

    @Override
    public Optional<String> name() {
        return Optional.of("released");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        HoldFields.write(json, strategy, hold, isExpired ? "expired" : "released");
    }
}
