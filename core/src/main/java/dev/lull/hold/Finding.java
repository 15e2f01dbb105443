package dev.lull.hold;

import java.util.Objects;

/**
 * What a {@link HoldProbe} found. Immutable.
 *
 * @param state whether the service is needed
 * @param words why, for people, in one line, such as {@code "process 4711 runs"}
 */
public record Finding(State state, String words) {

    /** Whether something keeps a service up. */
    public enum State {
        /** The service is needed. */
        HELD,
        /** It is not, as far as this probe can tell. */
        FREE,
        /** That cannot be told now. Counts as held: what cannot be seen is never taken for idle. */
        UNKNOWN
    }

    /**
     * Checks the components.
     *
     * @throws NullPointerException if one is null
     */
    public Finding {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(words, "words");
    }

    /**
     * Says that the service is needed.
     *
     * @param words why
     * @return the finding
     * @throws NullPointerException if {@code words} is null
     */
    public static Finding held(String words) {
        return new Finding(State.HELD, words);
    }

    /**
     * Says that the service is not needed.
     *
     * @param words how that is known
     * @return the finding
     * @throws NullPointerException if {@code words} is null
     */
    public static Finding free(String words) {
        return new Finding(State.FREE, words);
    }

    /**
     * Says that it cannot be told.
     *
     * @param words why not
     * @return the finding
     * @throws NullPointerException if {@code words} is null
     */
    public static Finding unknown(String words) {
        return new Finding(State.UNKNOWN, words);
    }
}
