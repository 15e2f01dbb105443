package dev.lull;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Passes everything on to the monitor beneath; a filter overrides what it changes. */
abstract class ForwardingMonitor implements ActivityMonitor {

    final ActivityMonitor monitor;

    ForwardingMonitor(ActivityMonitor monitor) {
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
