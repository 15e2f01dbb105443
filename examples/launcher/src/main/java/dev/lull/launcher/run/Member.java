package dev.lull.launcher.run;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Connection;
import dev.lull.Door;
import dev.lull.NanoClock;
import dev.lull.Reading;
import dev.lull.Witness;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A service among those that are watched together. It remembers what its latest look found, so that each can be told of its
 * own, and once the service is over it keeps nothing up any more. Safe for use by any thread.
 */
final class Member extends MonitorView {

    private final String name;
    private final NanoClock clock;
    private volatile Optional<Reading> latest = Optional.empty();
    private volatile boolean over;

    /**
     * Makes one.
     *
     * @param name of the service
     * @param monitor watches it; stays the caller's to close
     * @param doors makes what the door is for those that are watched together
     * @param clock the monitor's
     */
    Member(String name, ActivityMonitor monitor, UnaryOperator<Door> doors, NanoClock clock) {
        super(monitor, doors);
        this.name = name;
        this.clock = clock;
    }

    String name() {
        return name;
    }

    /** The service is over: nobody is connected from now on. */
    void retire() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    @Override
    public Reading read() {
        Reading reading = over ? nobody() : super.read();
        latest = Optional.of(reading);
        return reading;
    }

    private Reading nobody() {
        long now = clock.nanoTime();
        return latest.filter(ActivitySnapshot.class::isInstance)
                .map(ActivitySnapshot.class::cast)
                .map(last -> new ActivitySnapshot(now, last.lastActivityNanos(), 0, last.openedTotal(), last.traffic()))
                .orElseGet(() -> new ActivitySnapshot(now, now, 0, 0, Optional.empty()));
    }

    /** Returns what its latest look found; empty before the first one. */
    Optional<Reading> latest() {
        return latest;
    }

    /** Says in what way it keeps the others up, as its latest look found it; empty if it does not. */
    Optional<String> keepsUp() {
        Reading reading = latest.orElse(null);
        if (reading instanceof Reading.Unreadable) {
            return Optional.of(name + ", of which it cannot be told whether it is in use");
        }
        return reading instanceof ActivitySnapshot snapshot && snapshot.openConnections() > 0
                ? Optional.of(name + ", which is in use")
                : Optional.empty();
    }

    @Override
    public List<Connection> connections() {
        return over ? List.of() : super.connections();
    }

    @Override
    public Optional<Door> door() {
        return over ? Optional.empty() : super.door();
    }

    @Override
    public Witness witness() {
        return over ? Witness.none(name + " is over") : super.witness();
    }
}
