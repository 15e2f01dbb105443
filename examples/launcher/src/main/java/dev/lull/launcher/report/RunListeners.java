package dev.lull.launcher.report;

import dev.lull.ConnectionEvent;
import dev.lull.Reading;
import dev.lull.Verdict;
import dev.lull.launcher.process.ReceivedSignal;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Several listeners as one. */
public record RunListeners(List<RunListener> all) implements RunListener {

    public RunListeners {
        all = List.copyOf(all);
    }

    private void each(Consumer<RunListener> call) {
        all.forEach(call);
    }

    @Override
    public void onEvent(ConnectionEvent event) {
        each(listener -> listener.onEvent(event));
    }

    @Override
    public void onLook(Reading reading, Verdict verdict) {
        each(listener -> listener.onLook(reading, verdict));
    }

    @Override
    public void onShutDown(Verdict.ShutDown verdict) {
        each(listener -> listener.onShutDown(verdict));
    }

    @Override
    public void onActionFailed(Exception failure) {
        each(listener -> listener.onActionFailed(failure));
    }

    @Override
    public void onWatching(WatchSetup watching) {
        each(listener -> listener.onWatching(watching));
    }

    @Override
    public void onCommandStarted(List<String> command, long pid) {
        each(listener -> listener.onCommandStarted(command, pid));
    }

    @Override
    public void onCommandInBackground(int processes) {
        each(listener -> listener.onCommandInBackground(processes));
    }

    @Override
    public void onSignal(ReceivedSignal signal, boolean passedOn) {
        each(listener -> listener.onSignal(signal, passedOn));
    }

    @Override
    public void onStopping(String reason) {
        each(listener -> listener.onStopping(reason));
    }

    @Override
    public void onDryRun(Duration idleFor) {
        each(listener -> listener.onDryRun(idleFor));
    }

    @Override
    public void onCommandEnded(int exitCode, Duration ranFor) {
        each(listener -> listener.onCommandEnded(exitCode, ranFor));
    }

    @Override
    public void onStaying() {
        each(RunListener::onStaying);
    }

    @Override
    public void onStopped(int exitCode, String reason) {
        each(listener -> listener.onStopped(exitCode, reason));
    }
}
