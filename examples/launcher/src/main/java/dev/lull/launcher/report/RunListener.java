package dev.lull.launcher.report;

import dev.lull.ActivityListener;
import dev.lull.ConnectionEvent;
import dev.lull.WatchListener;
import dev.lull.launcher.process.ReceivedSignal;
import java.time.Duration;
import java.util.List;

/**
 * Hears all that happens in a run, from several threads. What one throws is a mistake of Lull's own. All methods do
 * nothing unless overridden.
 */
public interface RunListener extends WatchListener, ActivityListener {

    @Override
    default void onEvent(ConnectionEvent event) {}

    /** The watching began. */
    default void onWatching(WatchSetup watching) {}

    /** COMMAND runs. */
    default void onCommandStarted(List<String> command, long pid) {}

    /** COMMAND itself has ended, but what it started runs on in the background, and is watched in its place. */
    default void onCommandInBackground(int processes) {}

    /** A signal came; it was passed on to COMMAND if there is one. */
    default void onSignal(ReceivedSignal signal, boolean passedOn) {}

    /** The service is about to be stopped. */
    default void onStopping(String reason) {}

    /** The service is idle, and would be stopped but for {@code --dry-run}. */
    default void onDryRun(Duration idleFor) {}

    /** COMMAND has ended, and nothing it started is left. */
    default void onCommandEnded(int exitCode, Duration ranFor) {}

    /** COMMAND was stopped, and Lull stays. */
    default void onStaying() {}

    /** The run is over. */
    default void onStopped(int exitCode, String reason) {}
}
