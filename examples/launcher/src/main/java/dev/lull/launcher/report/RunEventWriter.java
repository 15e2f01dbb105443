package dev.lull.launcher.report;

import dev.lull.launcher.report.event.RunEvent;
import java.util.function.Consumer;

/** Writes a run down for programs: the name and the fields of each event. Safe for use by any thread. */
public final class RunEventWriter implements Consumer<RunEvent> {

    private final JsonLines lines;

    public RunEventWriter(JsonLines lines) {
        this.lines = lines;
    }

    @Override
    public void accept(RunEvent event) {
        event.name().ifPresent(name -> lines.write(name, event::write));
    }
}
