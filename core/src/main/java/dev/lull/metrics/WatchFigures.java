package dev.lull.metrics;

import dev.lull.ActivitySnapshot;
import dev.lull.Traffic;
import dev.lull.Verdict;
import dev.lull.Wake;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Holds the figures of a watched service at one moment. Immutable.
 *
 * @param open what the latest look found; empty before the first one, and where that could not tell
 * @param openedTotal connections that opened since the monitor was opened; 0 or more
 * @param traffic bytes carried since then; empty where the strategy does not measure them
 * @param idleFor for how long nobody has been connected; zero while somebody is, or a hold keeps the service up; empty
 *     while nobody can tell
 * @param stopsIn in how long the service is stopped if nothing happens; empty while nothing counts down
 * @param state how the service stands
 * @param isHeld whether a hold alone keeps it up, as of the latest look
 * @param looks how often was looked
 * @param failedLooks how many of these looks could not tell
 * @param stops the stops that were decided, by cause; those that put to sleep, and dry runs, included
 * @param calledOff the stops that were called off, by what did
 * @param sleeps how often it fell asleep
 * @param wakes how often it was woken, by cause
 * @param failedWakes how often it could not be woken
 * @param waking how long all of those wakes took together that succeeded
 */
public record WatchFigures(
        Optional<ActivitySnapshot> open,
        long openedTotal,
        Optional<Traffic> traffic,
        Optional<Duration> idleFor,
        Optional<Duration> stopsIn,
        WatchState state,
        boolean isHeld,
        long looks,
        long failedLooks,
        Map<Verdict.Cause, Long> stops,
        Map<CalledOff, Long> calledOff,
        long sleeps,
        Map<Wake.Cause, Long> wakes,
        long failedWakes,
        Duration waking) {

    /** What calls off a stop that was begun. */
    public enum CalledOff {
        /** The veto objected. */
        VETO,
        /** The door could not be shut, or did not stay so. */
        DOOR,
        /** The veto, the preparation or the action threw. */
        FAILURE
    }

    /**
     * Checks and copies the components.
     *
     * @throws NullPointerException if one of them is null
     */
    public WatchFigures {
        Objects.requireNonNull(open, "open");
        Objects.requireNonNull(traffic, "traffic");
        Objects.requireNonNull(idleFor, "idleFor");
        Objects.requireNonNull(stopsIn, "stopsIn");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(waking, "waking");
        stops = Map.copyOf(stops);
        calledOff = Map.copyOf(calledOff);
        wakes = Map.copyOf(wakes);
    }
}
