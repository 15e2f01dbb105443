package dev.lull.launcher.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Clock;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How entries are written: each becomes whole lines of text. Safe for use by any thread. */
@FunctionalInterface
public interface LogForm {

    /** Returns the entry's text, up to the end of its last line. */
    String of(LogEntry entry);

    /** Makes the form for people: the time of day and who speaks, before each line. */
    static LogForm timed(Clock clock, String speaker) {
        DateTimeFormatter time = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
        return entry -> {
            String prefix = LocalTime.now(clock).format(time) + " " + speaker + ": ";
            return lines(entry, prefix) + entry.detail();
        };
    }

    /** Makes the form for the journal, which has the time of its own: the priority and who speaks, before each line. */
    static LogForm prioritized(String speaker) {
        return entry -> {
            String priority = priority(entry);
            String detail =
                    entry.detail().lines().map(line -> priority + line + "\n").collect(Collectors.joining());
            return lines(entry, priority + speaker + ": ") + detail;
        };
    }

    /**
     * Makes the form for programs: one JSON object (RFC 8259) a line, with {@code at} (RFC 3339), {@code level},
     * {@code message}, and what else is known.
     *
     * @param forJournal whether the priority comes before each, which the journal takes off again
     */
    static LogForm json(Clock clock, boolean forJournal) {
        JsonFactory factory = new JsonFactory();
        Function<LogEntry, String> priority = forJournal ? LogForm::priority : entry -> "";
        return entry -> priority.apply(entry) + object(factory, clock, entry) + "\n";
    }

    private static String object(JsonFactory factory, Clock clock, LogEntry entry) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = factory.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField(
                    "at", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
            json.writeStringField("level", entry.level().toString());
            json.writeStringField("message", String.join("\n", entry.lines()));
            entry.fields().write(json);
            if (!entry.detail().isEmpty()) {
                json.writeStringField("detail", entry.detail());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing JSON to memory", e);
        }
        return text.toString();
    }

    private static String priority(LogEntry entry) {
        return "<" + entry.level().priority() + ">";
    }

    private static String lines(LogEntry entry, String prefix) {
        List<String> lines = entry.lines();
        return lines.stream().map(line -> prefix + Console.oneLine(line) + "\n").collect(Collectors.joining());
    }
}
