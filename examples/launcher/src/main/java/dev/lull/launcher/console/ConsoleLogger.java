package dev.lull.launcher.console;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * One library's log: Lull's own from INFO on, what others say from ERROR on, in one line each. Stack traces only with
 * {@code LULL_DEBUG} in the environment.
 */
final class ConsoleLogger implements System.Logger {

    private final String name;
    private final Console console;
    private final Level threshold;
    private final boolean debug;

    ConsoleLogger(String name, Console console) {
        this(name, console, System.getenv("LULL_DEBUG") != null);
    }

    ConsoleLogger(String name, Console console, boolean debug) {
        this.name = name;
        this.console = console;
        this.debug = debug;
        this.threshold = debug ? Level.DEBUG : name.startsWith("dev.lull.") ? Level.INFO : Level.ERROR;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return level != Level.OFF && level.getSeverity() >= threshold.getSeverity();
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
        if (!isLoggable(level)) {
            return;
        }
        if (thrown != null && debug) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace, true));
            console.sayWithDetail(LogLevel.of(level), String.valueOf(message), trace.toString());
        } else if (thrown != null) {
            String reason = thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
            console.say(LogEntry.of(LogLevel.of(level), message + ": " + reason));
        } else {
            console.say(LogEntry.of(LogLevel.of(level), String.valueOf(message)));
        }
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... parameters) {
        if (isLoggable(level)) {
            String message = format != null && parameters != null && parameters.length > 0
                    ? new MessageFormat(format, Locale.ROOT).format(parameters)
                    : String.valueOf(format);
            log(level, bundle, message, (Throwable) null);
        }
    }
}
