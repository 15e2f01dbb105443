package dev.lull.launcher.config;

/**
 * An option that may be written in a file.
 *
 * @param name without the dashes
 * @param form what its value looks like
 * @param ofWholeRun whether it can only be said of the whole run, and not of one service
 */
public record KnownOption(String name, Form form, boolean ofWholeRun) {

    /** What an option's value looks like. */
    public enum Form {
        /** One text. */
        TEXT,
        /** A list of texts, or one. */
        LIST,
        /** {@code true} or {@code false}. */
        FLAG
    }
}
