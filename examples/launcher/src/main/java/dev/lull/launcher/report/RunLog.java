package dev.lull.launcher.report;

import dev.lull.NanoClock;
import dev.lull.launcher.console.Console;
import dev.lull.launcher.console.LogEntry;
import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.report.event.UntoldEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Writes a run into the log: the lines of each event, and of connections not too many. Of those left out it is told how
 * many they were, a second later, or before whatever else is told. Safe for use by any thread.
 */
public final class RunLog implements Consumer<RunEvent> {

    /** Runs something later, on another thread. */
    @FunctionalInterface
    interface Later {
        /** Returns at once. */
        void run(Duration delay, Runnable task);
    }

    private final Console console;
    private final LineBudget budget;
    private final Later later;
    private Optional<UntoldEvent> leftOut = Optional.empty();

    /**
     * Makes one.
     *
     * @param console where to write
     * @param clock for how many lines there are in a second
     */
    public RunLog(Console console, NanoClock clock) {
        this(console, clock, (delay, task) -> CompletableFuture.delayedExecutor(
                        delay.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                .execute(task));
    }

    RunLog(Console console, NanoClock clock, Later later) {
        this.console = console;
        this.budget = new LineBudget(clock);
        this.later = later;
    }

    @Override
    public synchronized void accept(RunEvent event) {
        if (!console.tells(event.level())) {
            return;
        }
        Optional<UntoldEvent> uncounted = event.untold();
        if (uncounted.isPresent() && !budget.spend()) {
            leaveOut(uncounted.get());
            return;
        }
        if (!event.lines().isEmpty()) {
            tellLeftOut();
            write(event);
        }
    }

    private void leaveOut(UntoldEvent more) {
        if (leftOut.isEmpty()) {
            later.run(LineBudget.SECOND, this::tellLeftOut);
        }
        leftOut = Optional.of(leftOut.map(before -> before.plus(more)).orElse(more));
    }

    private synchronized void tellLeftOut() {
        leftOut.ifPresent(this::write);
        leftOut = Optional.empty();
    }

    private void write(RunEvent event) {
        console.say(new LogEntry(event.level(), event.lines(), "", json -> {
            Optional<String> name = event.name();
            if (name.isPresent()) {
                json.writeStringField("event", name.get());
                event.write(json);
            }
        }));
    }
}
