package dev.lull;

import dev.lull.spi.Durations;
import java.time.Duration;

/** Gives the idle time of a monitor a head start. */
final class HeadStartMonitor extends ForwardingMonitor {

    private final Duration headStart;
    private final long headStartNanos;

    HeadStartMonitor(ActivityMonitor monitor, Duration headStart) {
        super(monitor);
        this.headStart = Durations.requireNotNegative(headStart, "headStart");
        this.headStartNanos = headStart.toNanos();
    }

    @Override
    public Reading read() {
        Reading reading = monitor.read();
        return reading instanceof ActivitySnapshot snapshot
                ? new ActivitySnapshot(
                        snapshot.takenAtNanos(),
                        snapshot.lastActivityNanos() - headStartNanos,
                        snapshot.openConnections(),
                        snapshot.openedTotal(),
                        snapshot.admitsNobody(),
                        snapshot.traffic())
                : reading;
    }

    @Override
    public String description() {
        return monitor.description() + ", idle " + Durations.text(headStart) + " earlier";
    }
}
