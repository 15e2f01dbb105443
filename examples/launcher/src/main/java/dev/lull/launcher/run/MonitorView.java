package dev.lull.launcher.run;

import dev.lull.ActivityMonitor;
import dev.lull.Door;
import dev.lull.ForwardingMonitor;
import dev.lull.Subscription;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A monitor that somebody else closes, with another door perhaps. */
class MonitorView extends ForwardingMonitor {

    private final ActivityMonitor monitor;
    private final UnaryOperator<Door> doors;

    /**
     * Makes a view.
     *
     * @param doors makes what its door is of what the monitor's is
     */
    MonitorView(ActivityMonitor monitor, UnaryOperator<Door> doors) {
        super(monitor);
        this.monitor = monitor;
        this.doors = doors;
    }

    @Override
    public String description() {
        return monitor.description();
    }

    @Override
    public Subscription subscribeToUse(Runnable listener) {
        return monitor.subscribeToUse(listener);
    }

    @Override
    public Optional<Door> door() {
        return super.door().map(doors);
    }

    /** Does nothing. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return monitor.toString();
    }
}
