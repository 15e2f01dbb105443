package dev.lull.launcher.report.event;

import java.util.List;
import java.util.Optional;

/**
 * COMMAND was stopped, and Lull stays.
 *
 * @param service what people call COMMAND
 */
public record StayingEvent(String service) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of(service + " is stopped; staying, as --on-idle stop-command asks, until SIGTERM");
    }

    @Override
    public Optional<String> name() {
        return Optional.empty();
    }
}
