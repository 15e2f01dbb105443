package dev.lull.launcher.report.event;

import java.util.List;
import java.util.Optional;

/**
 * Nobody is connected, and a hold keeps the service up. Programs have heard of the hold already.
 *
 * @param by who or what holds
 */
public record HeldUpEvent(String by) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of("staying up: held by " + by);
    }

    @Override
    public Optional<String> name() {
        return Optional.empty();
    }
}
