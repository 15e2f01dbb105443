package dev.lull.launcher.console;

import java.util.Locale;

/** How much a line matters, from the most to the least, by the words and numbers of syslog(3). */
public enum LogLevel {

    /** Something does not work. */
    ERROR(3),
    /** Something is not as it should be, and the watching goes on. */
    WARNING(4),
    /** Something ends, or is about to. */
    NOTICE(5),
    /** What happens. */
    INFO(6),
    /** How it comes to that. */
    DEBUG(7);

    private final int priority;

    LogLevel(int priority) {
        this.priority = priority;
    }

    /** Returns the number that sd-daemon(3) puts before a line. */
    public int priority() {
        return priority;
    }

    /** Tells whether this matters at least as much as another one. */
    public boolean isAtLeast(LogLevel least) {
        return compareTo(least) <= 0;
    }

    /** Finds the level for what a library logs. */
    static LogLevel of(System.Logger.Level level) {
        return switch (level) {
            case ERROR -> ERROR;
            case WARNING -> WARNING;
            case INFO -> INFO;
            case ALL, TRACE, DEBUG, OFF -> DEBUG;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
