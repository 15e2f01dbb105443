package dev.lull.launcher.option;

import java.time.Duration;
import java.util.Optional;

/**
 * What is said before a stop.
 *
 * @param before how long before, above zero
 * @param line for {@code sh -c}, run then; empty for nothing but the log line and the event
 */
public record Warning(Duration before, Optional<String> line) {}
