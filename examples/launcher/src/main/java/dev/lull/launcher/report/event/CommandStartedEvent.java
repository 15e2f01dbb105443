package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * COMMAND runs.
 *
 * @param command the program and its arguments
 * @param pid its process
 */
public record CommandStartedEvent(List<String> command, long pid) implements RunEvent {

    /** What means itself to a shell. */
    private static final Pattern PLAIN = Pattern.compile("[\\w%+,./:=@-]+");

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    @Override
    public List<String> lines() {
        String words = command.stream().map(CommandStartedEvent::quoted).collect(Collectors.joining(" "));
        return List.of("started " + words + " (process " + pid + ")");
    }

    @Override
    public Optional<String> name() {
        return Optional.of("command-started");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeNumberField("pid", pid);
        json.writeArrayFieldStart("command");
        for (String word : command) {
            json.writeString(word);
        }
        json.writeEndArray();
    }
}
