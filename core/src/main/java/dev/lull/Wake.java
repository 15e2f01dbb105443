package dev.lull;

import java.util.Objects;
import java.util.Optional;

/**
 * Says what wakes a {@link Sleepable}.
 *
 * @param cause what for
 * @param connection the oldest connection that waits; empty where nobody waits, or the monitor cannot tell who
 */
public record Wake(Cause cause, Optional<Connection> connection) {

    /** What something is woken for. */
    public enum Cause {
        /** Somebody is connected. */
        IN_USE,
        /** It cannot be told whether somebody is connected, so somebody may be. */
        UNREADABLE,
        /** {@link Sleeper#wake()} was called. */
        ASKED
    }

    /**
     * Checks the components.
     *
     * @throws NullPointerException if one of them is null
     */
    public Wake {
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(connection, "connection");
    }
}
