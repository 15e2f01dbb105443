package dev.lull.launcher.report.event;

import java.util.List;
import java.util.Optional;

/**
 * A signal came.
 *
 * @param signal such as {@code "SIGTERM"}
 * @param passedOnTo what it is passed on to, as people call it; empty if there is nothing
 */
public record SignalEvent(String signal, Optional<String> passedOnTo) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of(
                signal + passedOnTo.map(service -> " passed on to " + service).orElse(" received"));
    }

    @Override
    public Optional<String> name() {
        return Optional.empty();
    }
}
