package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * More connections came and went than could be told one by one.
 *
 * @param strategy which strategy saw them
 * @param opened how many opened without an event of their own
 * @param closed how many closed without one
 */
public record UntoldEvent(String strategy, long opened, long closed) implements RunEvent {

    /** Returns the sum of this and another one. */
    public UntoldEvent plus(UntoldEvent more) {
        return new UntoldEvent(strategy, opened + more.opened, closed + more.closed);
    }

    @Override
    public List<String> lines() {
        return List.of(opened + " more came and " + closed + " went, too fast to be told one by one");
    }

    @Override
    public Optional<UntoldEvent> untold() {
        return Optional.of(this);
    }

    @Override
    public Optional<String> name() {
        return Optional.of("untold");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("strategy", strategy);
        json.writeNumberField("opened", opened);
        json.writeNumberField("closed", closed);
    }
}
