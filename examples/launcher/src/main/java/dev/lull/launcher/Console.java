package dev.lull.launcher;

import java.io.PrintStream;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Lines for people, each with the time of day. Safe for use by any thread. */
public final class Console {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

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

    /** Writes a line, in one piece, so that it does not mix with what COMMAND writes. */
    public void say(String line) {
        out.print(LocalTime.now(clock).format(TIME) + " " + speaker + ": " + line + "\n");
        out.flush();
    }
}
