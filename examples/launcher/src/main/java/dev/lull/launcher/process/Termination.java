package dev.lull.launcher.process;

import java.time.Duration;

/**
 * How COMMAND is ended.
 *
 * @param signal asks it to end
 * @param grace how long it and all that it started have from then on to SIGKILL; zero or more
 */
public record Termination(UnixSignal signal, Duration grace) {}
