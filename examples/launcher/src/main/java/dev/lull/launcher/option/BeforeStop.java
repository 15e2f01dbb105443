package dev.lull.launcher.option;

import java.time.Duration;

/**
 * A line that may veto a stop.
 *
 * @param line for {@code sh -c}; anything but exit code 0 is a veto
 * @param vetoFor how long nothing is stopped then, above zero
 */
public record BeforeStop(String line, Duration vetoFor) {}
