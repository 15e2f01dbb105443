package dev.lull.jfr;

import dev.lull.ActivityListener;
import dev.lull.ActivityMonitor;
import dev.lull.ConnectionEvent;
import dev.lull.Reading;
import dev.lull.SleepListener;
import dev.lull.Verdict;
import dev.lull.Veto;
import dev.lull.Wake;
import dev.lull.WatchListener;
import java.time.Duration;
import java.util.Objects;

/**
 * Writes what a watcher and its monitor say to JDK Flight Recorder: {@code dev.lull.ConnectionOpened},
 * {@code ConnectionClosed}, {@code ConnectionsUntold}, {@code Look}, {@code Verdict} (where it changes), {@code Stop},
 * {@code StopCalledOff}, {@code Sleep} and {@code Wake}. It is to be added to them as a listener; connections are told where
 * it is subscribed to the monitor. While nobody records, nothing is allocated; in a JVM without the module {@code jdk.jfr}
 * nothing is done. Safe for use by any thread.
 *
 * <pre>{@code
 * JfrEvents events = new JfrEvents("echo", monitor);
 * IdleWatcher watcher = IdleWatcher.builder(monitor, policy, verdict -> server.close())
 *         .listener(events)
 *         .build();
 * monitor.subscribe(events); // ends with the monitor
 * watcher.run(); // recorded with java -XX:StartFlightRecording, or jcmd PID JFR.start at any time
 * }</pre>
 */
public final class JfrEvents implements WatchListener, SleepListener, ActivityListener {

    /** A JVM made by jlink, or told by --limit-modules, may be without. */
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    // By what they do and not by what they are: to load that is what a JVM without the module cannot do.
    private final WatchListener watching;
    private final SleepListener sleeping;
    private final ActivityListener connections;

    /**
     * Makes one.
     *
     * @param service what tells the service from others in the same recording
     * @param monitor of the service; asked for its strategy alone
     * @throws NullPointerException if an argument is null
     */
    public JfrEvents(String service, ActivityMonitor monitor) {
        Objects.requireNonNull(service, "service");
        String strategy = monitor.strategy();
        if (PRESENT) {
            Recorder recorder = new Recorder(service, strategy);
            this.watching = recorder;
            this.sleeping = recorder;
            this.connections = recorder;
        } else {
            this.watching = new WatchListener() {};
            this.sleeping = new SleepListener() {};
            this.connections = event -> {};
        }
    }

    /**
     * Tells that no look is needed for this listener.
     *
     * @return false
     */
    @Override
    public boolean wantsRegularLooks() {
        return false;
    }

    @Override
    public void onEvent(ConnectionEvent event) {
        connections.onEvent(event);
    }

    @Override
    public void onUntold(long opened, long closed) {
        connections.onUntold(opened, closed);
    }

    @Override
    public void onLook(Reading reading, Verdict verdict) {
        watching.onLook(reading, verdict);
    }

    @Override
    public void onVetoed(Veto.Objection objection) {
        watching.onVetoed(objection);
    }

    @Override
    public void onDoorNotShut(String reason, Duration tryAgainAfter) {
        watching.onDoorNotShut(reason, tryAgainAfter);
    }

    @Override
    public void onActionFailed(Exception failure, Duration tryAgainAfter) {
        watching.onActionFailed(failure, tryAgainAfter);
    }

    @Override
    public void onShutDown(Verdict.ShutDown verdict) {
        watching.onShutDown(verdict);
    }

    @Override
    public void onAsleep(Verdict.ShutDown verdict, Duration took) {
        sleeping.onAsleep(verdict, took);
    }

    @Override
    public void onAwake(Wake wake, Duration took) {
        sleeping.onAwake(wake, took);
    }

    @Override
    public void onNotWoken(Wake wake, Exception failure, Duration tryAgainAfter) {
        sleeping.onNotWoken(wake, failure, tryAgainAfter);
    }
}
