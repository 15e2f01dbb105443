package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.Wake;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * COMMAND is being woken.
 *
 * @param strategy which strategy watches
 * @param service what people call COMMAND
 * @param wake what for
 */
public record WakingEvent(String strategy, String service, Wake wake) implements RunEvent {

    @Override
    public List<String> lines() {
        return List.of("waking " + service + ": " + WakeCause.text(wake));
    }

    @Override
    public Optional<String> name() {
        return Optional.of("waking");
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStringField("strategy", strategy);
        WakeCause.write(wake, json);
    }
}
