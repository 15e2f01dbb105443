package dev.lull.launcher.report.event;

import java.util.List;
import java.util.Optional;

/**
 * The line of {@code --on-idle} has succeeded. Somebody may have come meanwhile, so a further look decides.
 *
 * @param line the line
 */
public record OnIdleLineEvent(String line) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of("--on-idle: \"" + line + "\" has run; looking once more before anything is stopped");
    }

    @Override
    public Optional<String> name() {
        return Optional.empty();
    }
}
