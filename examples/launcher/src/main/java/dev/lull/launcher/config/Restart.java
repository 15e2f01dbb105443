package dev.lull.launcher.config;

/** What becomes of a service whose COMMAND ends by itself. */
public enum Restart {
    /** The service has ended. */
    NEVER("never"),
    /** COMMAND is started again, unless it ended with exit code 0. */
    ON_FAILURE("on-failure");

    private final String text;

    Restart(String text) {
        this.text = text;
    }

    /** Returns how it is written. */
    @Override
    public String toString() {
        return text;
    }
}
