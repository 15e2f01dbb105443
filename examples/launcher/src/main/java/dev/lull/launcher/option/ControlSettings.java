package dev.lull.launcher.option;

import java.nio.file.Path;
import java.util.Optional;

/**
 * By which name and where a run is asked how it stands.
 *
 * @param name of the service
 * @param isWanted whether there is a socket at all
 * @param path where; empty for the usual place of that name
 */
public record ControlSettings(String name, boolean isWanted, Optional<Path> path) {}
