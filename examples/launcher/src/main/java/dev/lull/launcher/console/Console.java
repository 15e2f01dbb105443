package dev.lull.launcher.console;

import java.io.PrintStream;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program's log. Safe for use by any thread. */
public final class Console {

    /** Whose lines they are, among those of COMMAND. */
    static final String SPEAKER = "lull";

    /** Those of ISO 6429, and Unicode's own: ends of a line, and what turns the direction of writing (UAX #9, 2.1 to 2.5). */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]");

    /** The libraries' loggers write there too, whose maker knows no run: it is one for the process, as its stream is. */
    private static volatile LogStyle standardErrorStyle = LogStyle.ofStandardError(false, LogLevel.INFO);

    private final PrintStream out;
    private final Supplier<LogStyle> style;

    /** Makes a console for people. */
    public Console(PrintStream out, String speaker) {
        this(out, speaker, Clock.system(ZoneId.systemDefault()));
    }

    /** Makes a console for people that takes the time of day from a clock. */
    public Console(PrintStream out, String speaker, Clock clock) {
        this(out, new LogStyle(LogForm.timed(clock, speaker), LogLevel.INFO));
    }

    /** Makes a console with a style. */
    public Console(PrintStream out, LogStyle style) {
        this(out, () -> style);
    }

    private Console(PrintStream out, Supplier<LogStyle> style) {
        this.out = out;
        this.style = style;
    }

    /** Returns the standard error stream: the standard output belongs to COMMAND and to {@code --events -}. */
    public static Console standardError() {
        return new Console(System.err, () -> standardErrorStyle);
    }

    /** Settles how all of this process write to the standard error stream. */
    public static void settleStandardError(LogStyle style) {
        standardErrorStyle = style;
    }

    /** Tells whether entries of a level are told at all. */
    public boolean tells(LogLevel level) {
        return level.isAtLeast(style.get().least());
    }

    /**
     * Writes an entry, in one piece, so that it does not mix with what COMMAND writes. Control characters are shown as
     * escapes: whatever is in a line, it stays one line and does nothing to the terminal.
     */
    public void say(LogEntry entry) {
        if (!entry.lines().isEmpty() && tells(entry.level())) {
            out.print(style.get().form().of(entry));
            out.flush();
        }
    }

    /** Writes a line about what happens. */
    public void say(String line) {
        say(LogEntry.of(LogLevel.INFO, line));
    }

    /** Writes a line about what is not as it should be. */
    public void warn(String line) {
        say(LogEntry.of(LogLevel.WARNING, line));
    }

    /** Writes a line about what does not work. */
    public void complain(String line) {
        say(LogEntry.of(LogLevel.ERROR, line));
    }

    /** Writes a line, and below it what has lines of its own, such as a stack trace. */
    void sayWithDetail(LogLevel level, String line, String detail) {
        say(new LogEntry(level, List.of(line), detail, json -> {}));
    }

    /** Shows control characters as Java's escapes. */
    public static String oneLine(String text) {
        return CONTROL.matcher(text).replaceAll(each -> Matcher.quoteReplacement(escape(each.group())));
    }

    private static String escape(String control) {
        return switch (control) {
            case "\n" -> "\\n";
            case "\r" -> "\\r";
            case "\t" -> "\\t";
            default -> String.format(Locale.ROOT, "\\u%04x", (int) control.charAt(0));
        };
    }
}
