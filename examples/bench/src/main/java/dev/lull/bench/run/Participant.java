package dev.lull.bench.run;

import dev.lull.bench.contestant.Contestant;
import java.util.List;

/**
 * How a contestant took part.
 *
 * @param name its name
 * @param kind what it is
 * @param description in one line, with its version where it has one
 * @param state whether it was measured
 * @param why if it was not: the reason
 * @param notes what else was seen, such as a lost half-close
 */
public record Participant(
        String name, Contestant.Kind kind, String description, State state, String why, List<String> notes) {

    /** Whether it was measured. */
    public enum State {
        /** It was, though single workloads may have failed. */
        MEASURED,
        /** It was not, for something is missing here. */
        ABSENT,
        /** It is here and did not work. */
        FAILED
    }

    public Participant {
        notes = List.copyOf(notes);
    }

    /** Tells whether it is here and did not work. */
    public boolean failed() {
        return state == State.FAILED;
    }
}
