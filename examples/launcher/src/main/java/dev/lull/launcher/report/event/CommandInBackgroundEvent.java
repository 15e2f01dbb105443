package dev.lull.launcher.report.event;

import java.util.List;
import java.util.Optional;

/**
 * COMMAND itself has ended, but what it started runs on in the background, and is watched in its place.
 *
 * @param service what people call it
 * @param processes how many it left behind
 */
public record CommandInBackgroundEvent(String service, int processes) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of(service + " has ended, but runs on in the background ("
                + (processes == 1 ? "1 process" : processes + " processes") + "); watching goes on");
    }

    @Override
    public Optional<String> name() {
        return Optional.empty();
    }
}
