package dev.lull.metrics;

import java.util.Locale;

/** How a watched service stands. */
public enum WatchState {
    /** No look has been taken yet. */
    STARTING,
    /** It serves, and is watched. */
    WATCHING,
    /** A stop was announced, and the time until then is not over. */
    WARNING,
    /** It is being stopped, or put to sleep. */
    STOPPING,
    /** It sleeps until somebody comes. */
    ASLEEP,
    /** It is being woken. */
    WAKING;

    /**
     * Returns the state as metrics write it.
     *
     * @return the name in small letters, such as {@code "watching"}
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
