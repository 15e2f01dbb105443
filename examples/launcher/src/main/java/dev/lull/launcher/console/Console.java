package dev.lull.launcher.console;

import java.io.PrintStream;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines for people, each with the time of day. Safe for use by any thread. */
public final class Console {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** Those of ISO 6429, and Unicode's own ends of a line. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\u2028\\u2029]");

    private final PrintStream out;
    private final String speaker;
    private final Clock clock;

    public Console(PrintStream out, String speaker) {
        this(out, speaker, Clock.system(ZoneId.systemDefault()));
    }

    /** Makes a console that takes the time of day from a clock. */
    public Console(PrintStream out, String speaker, Clock clock) {
        this.out = out;
        this.speaker = speaker;
        this.clock = clock;
    }

    /** The standard error stream: the standard output belongs to COMMAND and to {@code --events -}. */
    public static Console standardError() {
        return new Console(System.err, "lull");
    }

    /**
     * Writes a line, in one piece, so that it does not mix with what COMMAND writes. Control characters are shown as
     * Java's escapes: whatever is in it, it stays one line and does nothing to the terminal.
     */
    public void say(String line) {
        sayWithDetail(line, "");
    }

    /** Writes a line, and below it what has lines of its own, such as a stack trace. */
    void sayWithDetail(String line, String detail) {
        out.print(LocalTime.now(clock).format(TIME) + " " + speaker + ": " + oneLine(line) + "\n" + detail);
        out.flush();
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
