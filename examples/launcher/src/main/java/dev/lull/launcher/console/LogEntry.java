package dev.lull.launcher.console;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * One thing to tell, before it has a form.
 *
 * @param level how much it matters
 * @param lines for people; if there are none, nothing is told
 * @param detail what has lines of its own, such as a stack trace; mostly empty
 * @param fields the same for programs
 */
public record LogEntry(LogLevel level, List<String> lines, String detail, Fields fields) {

    /** Adds fields to a JSON object. */
    @FunctionalInterface
    public interface Fields {
        /** Writes them into the object that has been begun. */
        void write(JsonGenerator json) throws IOException;
    }

    /** Copies the lines. */
    public LogEntry {
        lines = List.copyOf(lines);
    }

    /** Makes one of a single line. */
    public static LogEntry of(LogLevel level, String line) {
        return new LogEntry(level, List.of(line), "", json -> {});
    }
}
