package dev.lull.contract;

import dev.lull.ActivityListener;
import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Capability;
import dev.lull.Connection;
import dev.lull.Door;
import dev.lull.Reading;
import dev.lull.Subscription;
import dev.lull.Witness;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A monitor that has lost sight of every connection and does not know it; only its witness is what it was. */
record BlindMonitor(ActivityMonitor monitor, long openedAtNanos) implements ActivityMonitor {
    @Override
    public String strategy() {
        return monitor.strategy();
    }

    @Override
    public Set<Capability> capabilities() {
        EnumSet<Capability> without = EnumSet.copyOf(monitor.capabilities());
        without.remove(Capability.EVENTS);
        return without;
    }

    @Override
    public Reading read() {
        return new ActivitySnapshot(monitor.read().takenAtNanos(), openedAtNanos, 0, 0, Optional.empty());
    }

    @Override
    public List<Connection> connections() {
        return List.of();
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
    public Witness witness() {
        return monitor.witness();
    }

    @Override
    public void close() {
        monitor.close();
    }
}
