package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.launcher.console.LogLevel;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Something that happened in a run. Each event is a record of values in a file of its own, and says there what people
 * read of it and what programs do: words are made nowhere else. Immutable.
 */
public interface RunEvent {

    /** Returns the lines for people; none if they are not told. */
    List<String> lines();

    /** Returns the event's name for programs; empty if they are not told. */
    Optional<String> name();

    /** Writes the event's own fields for programs. */
    default void write(JsonGenerator json) throws IOException {}

    /** Returns how much it matters. */
    default LogLevel level() {
        return LogLevel.INFO;
    }

    /**
     * Returns what is to be counted where people are not told of it, because there may be thousands of the kind in a
     * second; empty if they always are.
     */
    default Optional<UntoldEvent> untold() {
        return Optional.empty();
    }
}
