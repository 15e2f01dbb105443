package dev.lull.launcher.control;

import dev.lull.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A connection that has closed.
 *
 * @param connection its number
 * @param remote the peer
 * @param at when it closed, or was found to have
 * @param stayed how long it was known
 * @param traffic the bytes; empty where they are not measured
 * @param uncounted why it did not keep the service up; empty if it did
 */
public record ClosedConnection(
        long connection,
        String remote,
        Instant at,
        Duration stayed,
        Optional<Traffic> traffic,
        Optional<Uncounted> uncounted) {}
