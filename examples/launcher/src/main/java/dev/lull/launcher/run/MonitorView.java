package dev.lull.launcher.run;

import dev.lull.ActivityListener;
import dev.lull.ActivityMonitor;
import dev.lull.Capability;
import dev.lull.Connection;
import dev.lull.Detour;
import dev.lull.Door;
import dev.lull.Reading;
import dev.lull.Subscription;
import dev.lull.Witness;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A monitor that somebody else closes, with another door perhaps. */
class MonitorView implements ActivityMonitor {

    private final ActivityMonitor monitor;
    private final UnaryOperator<Door> doors;

    /**
     * Makes a view.
     *
     * @param doors makes what its door is of what the monitor's is
     */
    MonitorView(ActivityMonitor monitor, UnaryOperator<Door> doors) {
        this.monitor = monitor;
        this.doors = doors;
    }

    @Override
    public String strategy() {
        return monitor.strategy();
    }

    @Override
    public Set<Capability> capabilities() {
        return monitor.capabilities();
    }

    @Override
    public String description() {
        return monitor.description();
    }

    @Override
    public Reading read() {
        return monitor.read();
    }

    @Override
    public List<Connection> connections() {
        return monitor.connections();
    }

    @Override
    public Subscription subscribe(ActivityListener listener) {
        return monitor.subscribe(listener);
    }

    @Override
    public Subscription subscribeToUse(Runnable listener) {
        return monitor.subscribeToUse(listener);
    }

    @Override
    public Optional<Door> door() {
        return monitor.door().map(doors);
    }

    @Override
    public Optional<Detour> detour() {
        return monitor.detour();
    }

    @Override
    public Witness witness() {
        return monitor.witness();
    }

    /** Does nothing. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return monitor.toString();
    }
}
