package dev.lull.launcher.report;

import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.NanoClock;
import dev.lull.Reading;
import dev.lull.Verdict;
import dev.lull.launcher.Console;
import dev.lull.launcher.option.ByteCount;
import dev.lull.launcher.option.DurationText;
import dev.lull.launcher.option.Endpoint;
import dev.lull.launcher.process.ReceivedSignal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells a run to people. */
public final class RunLog implements RunListener {

    /** As often as the watcher looks at one that pushes while it is in use. */
    private static final Duration REMINDER = Duration.ofMinutes(15);

    private final Console console;
    private final NanoClock clock;
    private final LineBudget budget;
    private String name = "the service";
    private Verdict.@Nullable Why lastWhy;
    private @Nullable String lastDetail;
    private long lastSaidNanos;

    public RunLog(Console console, NanoClock clock) {
        this.console = console;
        this.clock = clock;
        this.budget = new LineBudget(clock);
    }

    @Override
    public void onWatching(WatchSetup watching) {
        String how = watching.description().equals(watching.strategy())
                ? watching.strategy()
                : watching.strategy() + " (" + watching.description() + ")";
        String grace = watching.startupGrace().isZero()
                ? ""
                : ", but not in the first " + DurationText.of(watching.startupGrace());
        console.say("watching " + watching.target() + " with " + how + "; stopping after "
                + DurationText.of(watching.idleTimeout()) + " without a connection" + grace);
        watching.passedOver().forEach((strategy, reason) -> console.say(strategy + " is not used: " + reason));
        watching.earlier().stream()
                .limit(LineBudget.LINES_PER_SECOND)
                .forEach(connection -> console.say(Endpoint.of(connection.remote()) + " is connected already"));
        int more = watching.earlier().size() - LineBudget.LINES_PER_SECOND;
        if (more > 0) {
            console.say("and " + more + " more are");
        }
    }

    @Override
    public void onCommandStarted(List<String> command, long pid) {
        name = command.get(0);
        console.say("started " + String.join(" ", command) + " (process " + pid + ")");
    }

    @Override
    public void onCommandInBackground(int processes) {
        console.say(name + " has ended, but runs on in the background ("
                + (processes == 1 ? "1 process" : processes + " processes") + "); watching goes on");
    }

    @Override
    public void onEvent(ConnectionEvent event) {
        Optional<String> skipped = budget.spend();
        if (skipped.isEmpty()) {
            return;
        }
        Connection connection = event.connection();
        String open = " (" + event.openConnections() + " open)" + skipped.get();
        if (event instanceof ConnectionEvent.Opened) {
            console.say(Endpoint.of(connection.remote()) + " connected" + open);
        } else {
            Duration stayed = Duration.ofNanos(Math.max(0, event.atNanos() - connection.sinceNanos()));
            String traffic = connection
                    .traffic()
                    .map(bytes ->
                            ", " + ByteCount.of(bytes.bytesIn()) + " in, " + ByteCount.of(bytes.bytesOut()) + " out")
                    .orElse("");
            console.say(Endpoint.of(connection.remote()) + " left after " + DurationText.of(stayed) + traffic + open);
        }
    }

    @Override
    public synchronized void onLook(Reading reading, Verdict verdict) {
        if (!(verdict instanceof Verdict.KeepRunning keep)) {
            lastWhy = null;
            return;
        }
        switch (keep.why()) {
            case IN_USE -> sayIfNew(keep, keep.why() == lastWhy, "staying up: " + keep.detail() + " open");
            case HELD -> sayIfNew(keep, keep.detail().equals(lastDetail), "staying up: " + keep.detail());
            case UNREADABLE ->
                sayIfNew(
                        keep,
                        keep.detail().equals(lastDetail),
                        "staying up, because it cannot be told whether anybody is connected: " + keep.detail());
            case STARTUP_GRACE, NOT_IDLE_LONG_ENOUGH -> console.say(keep.detail());
        }
        lastWhy = keep.why();
        lastDetail = keep.detail();
    }

    private void sayIfNew(Verdict.KeepRunning keep, boolean same, String line) {
        long now = clock.nanoTime();
        if (!same || keep.why() != lastWhy || now - lastSaidNanos >= REMINDER.toNanos()) {
            console.say(line);
            lastSaidNanos = now;
        }
    }

    @Override
    public void onSignal(ReceivedSignal signal, boolean passedOn) {
        console.say(signal + (passedOn ? " passed on to " + name : " received"));
    }

    @Override
    public void onDryRun(Duration idleFor) {
        console.say("idle for " + DurationText.of(idleFor) + ": would stop " + name + " now (dry run); going on");
    }

    @Override
    public void onStopping(String reason) {
        console.say("stopping " + name + ": " + reason);
    }

    @Override
    public void onCommandEnded(int exitCode, Duration ranFor) {
        String how = exitCode > 128 && exitCode < 128 + 65
                ? " was ended by signal " + (exitCode - 128)
                : " ended with exit code " + exitCode;
        console.say(name + how + " after " + DurationText.of(ranFor));
    }

    @Override
    public void onStaying() {
        console.say(name + " is stopped; staying, as --on-idle stop-command asks, until SIGTERM");
    }

    @Override
    public void onStopped(int exitCode, String reason) {
        console.say("done: " + reason + " (exit code " + exitCode + ")");
    }
}
