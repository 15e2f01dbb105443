package dev.lull.launcher.report;

import dev.lull.ActivityListener;
import dev.lull.ConnectionEvent;
import dev.lull.Reading;
import dev.lull.Verdict;
import dev.lull.Veto;
import dev.lull.WatchListener;
import dev.lull.launcher.report.event.ClosedEvent;
import dev.lull.launcher.report.event.DoorNotShutEvent;
import dev.lull.launcher.report.event.LookEvent;
import dev.lull.launcher.report.event.OpenedEvent;
import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.report.event.UntoldEvent;
import dev.lull.launcher.report.event.VetoedEvent;
import dev.lull.launcher.report.event.WarningCalledOffEvent;
import dev.lull.launcher.report.event.WarningEvent;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells all that happens in a run to those that write it down: what the monitor and the watcher say becomes events here.
 * Safe for use by any thread.
 */
public final class RunReport implements WatchListener, ActivityListener {

    private final String strategy;
    private final String service;
    private final LookChanges changes;
    private final List<Consumer<RunEvent>> writers;

    /**
     * Makes one.
     *
     * @param strategy the name of the strategy that watches
     * @param service what people call what is watched
     * @param changes finds out which looks are worth telling
     * @param writers hear each event, in this order
     */
    public RunReport(String strategy, String service, LookChanges changes, List<Consumer<RunEvent>> writers) {
        this.strategy = strategy;
        this.service = service;
        this.changes = changes;
        this.writers = List.copyOf(writers);
    }

    /** Tells an event. */
    public void tell(RunEvent event) {
        writers.forEach(writer -> writer.accept(event));
    }

    @Override
    public void onEvent(ConnectionEvent event) {
        tell(
                event instanceof ConnectionEvent.Closed closed
                        ? new ClosedEvent(strategy, closed)
                        : new OpenedEvent(strategy, (ConnectionEvent.Opened) event));
    }

    @Override
    public void onUntold(long opened, long closed) {
        tell(new UntoldEvent(strategy, opened, closed));
    }

    @Override
    public synchronized void onLook(Reading reading, Verdict verdict) {
        tell(new LookEvent(verdict));
        changes.of(reading, verdict).ifPresent(this::tell);
    }

    @Override
    public void onWarning(Duration stopsIn) {
        tell(new WarningEvent(strategy, service, stopsIn));
    }

    @Override
    public void onWarningCalledOff(Verdict verdict) {
        String reason = verdict instanceof Verdict.KeepRunning keep ? keep.detail() : "it is stopped at once";
        tell(new WarningCalledOffEvent(strategy, reason));
    }

    @Override
    public void onVetoed(Veto.Objection objection) {
        tell(new VetoedEvent(strategy, objection.reason(), objection.askAgainAfter()));
    }

    @Override
    public void onDoorNotShut(String reason, Duration tryAgainAfter) {
        tell(new DoorNotShutEvent(strategy, reason, tryAgainAfter));
    }
}
