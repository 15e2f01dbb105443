package dev.lull.launcher.report;

import dev.lull.NanoClock;
import dev.lull.launcher.console.Console;
import dev.lull.launcher.report.event.RunEvent;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes a run down for people: the lines of each event, and of frequent ones not too many. Safe for use by any thread. */
public final class RunLog implements Consumer<RunEvent> {

    private final Console console;
    private final LineBudget budget;

    public RunLog(Console console, NanoClock clock) {
        this.console = console;
        this.budget = new LineBudget(clock);
    }

    @Override
    public void accept(RunEvent event) {
        Optional<String> skipped = event.isFrequent() ? budget.spend() : Optional.of("");
        skipped.ifPresent(note -> event.lines().forEach(line -> console.say(line + note)));
    }
}
