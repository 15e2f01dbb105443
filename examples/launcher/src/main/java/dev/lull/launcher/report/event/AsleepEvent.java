package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * COMMAND sleeps, and Lull waits for somebody to come.
 *
 * @param strategy which strategy watches
 * @param service what people call COMMAND
 * @param way how it sleeps
 * @param means by what it is frozen, as the end of a sentence; empty if it is not
 * @param idleFor for how long nobody was connected before
 * @param took how long falling asleep took
 */
public record AsleepEvent(String strategy, String service, Way way, String means, Duration idleFor, Duration took)
        implements RunEvent {

    /** How COMMAND sleeps. */
    public enum Way {
        /** It has ended, and is started again. */
        STOPPED("stopped"),
        /** It stands still with all that it started, and is thawed. */
        FROZEN("frozen");

        private final String word;

        Way(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    @Override
    public List<String> lines() {
        String how = way == Way.FROZEN
                ? service + " is frozen " + means + ", idle for " + Durations.text(idleFor)
                : service + " is stopped";
        return List.of(how + "; asleep until somebody connects");
    }

    @Override
    public Optional<String> name() {
        return Optional.of("asleep");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("strategy", strategy);
        json.writeNumberField("idleMillis", idleFor.toMillis());
        json.writeNumberField("durationMillis", took.toMillis());
        json.writeStringField("reason", way.toString());
    }
}
