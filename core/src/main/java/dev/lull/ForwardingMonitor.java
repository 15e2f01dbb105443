package dev.lull;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Passes everything on to the monitor beneath; whoever extends it, such as a filter, overrides what it changes. What it says
 * of use ({@link #subscribeToUse}) follows from its own events. As safe for threads as the monitor beneath, which is closed
 * with it.
 */
public abstract class ForwardingMonitor implements ActivityMonitor {

    final ActivityMonitor monitor;

    /**
     * Stands before a monitor.
     *
     * @param monitor the one beneath
     */
    protected ForwardingMonitor(ActivityMonitor monitor) {
        this.monitor = monitor;
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
    public Optional<Door> door() {
        return monitor.door();
    }

    @Override
    public Optional<Detour> detour() {
        return monitor.detour();
    }

    @Override
    public Witness witness() {
        return monitor.witness();
    }

    /** Tells whether an open connection may still turn out to be a probe that is left out. */
    boolean mayLeaveNoTrace(Connection connection, long nowNanos) {
        return monitor instanceof ForwardingMonitor filter && filter.mayLeaveNoTrace(connection, nowNanos);
    }

    @Override
    public void close() {
        monitor.close();
    }

    @Override
    public String toString() {
        return description();
    }
}
