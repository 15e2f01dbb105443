package dev.lull.launcher.control;

import dev.lull.Connection;
import dev.lull.Traffic;
import dev.lull.metrics.WatchState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a service stands at one moment. Immutable.
 *
 * @param name what it is called
 * @param pid the process of the run
 * @param state in one word
 * @param at when this was found out
 * @param since when the run began
 * @param service what people call what is watched: COMMAND's name
 * @param target what is watched
 * @param strategy the strategy's name
 * @param description how it watches
 * @param passedOver the strategies preferred to it, each with the reason why it is not used
 * @param witness the second source that must agree before a stop; empty if there is none
 * @param witnessReason why there is none; empty if there is one
 * @param open how many connections count and are open; empty if that cannot be told
 * @param connections those that are open, the oldest first; not more than {@link #MOST_CONNECTIONS}
 * @param leftOut how many more there are
 * @param keptUpBy sentences; none while something counts down
 * @param idle for how long nobody has been connected; empty while somebody is, or nobody can tell
 * @param stopsIn how soon the next stop is tried as far as the last look can say; empty if nothing counts down
 * @param onIdle what happens then: {@code exit}, {@code stop-command}, {@code freeze}, or {@code line}
 * @param holds those that hold
 * @param lastActivity empty if there was none since the run began
 * @param sleeps the last ones, the latest first
 * @param wakes likewise
 */
public record ServiceStatus(
        String name,
        long pid,
        WatchState state,
        Instant at,
        Instant since,
        String service,
        String target,
        String strategy,
        String description,
        Map<String, String> passedOver,
        Optional<String> witness,
        Optional<String> witnessReason,
        OptionalInt open,
        List<OpenConnection> connections,
        int leftOut,
        List<String> keptUpBy,
        Optional<Duration> idle,
        Optional<Duration> stopsIn,
        String onIdle,
        List<Holding> holds,
        Optional<LastActivity> lastActivity,
        List<Sleep> sleeps,
        List<Waking> wakes) {

    /** So that an answer stays bounded. */
    public static final int MOST_CONNECTIONS = 500;

    /** Returns how long before another moment one was; zero if it was not before. */
    public static Duration between(long momentNanos, long nowNanos) {
        return Duration.ofNanos(Math.max(0, nowNanos - momentNanos));
    }

    /**
     * A connection.
     *
     * @param connection its number
     * @param remote the peer
     * @param age since when it is known
     * @param idle since when no byte moved; empty where that is not known
     * @param traffic the bytes; empty where they are not measured
     * @param uncounted why it does not keep the service up; empty if it does
     */
    public record OpenConnection(
            long connection,
            String remote,
            Duration age,
            Optional<Duration> idle,
            Optional<Traffic> traffic,
            Optional<Uncounted> uncounted) {

        /**
         * Describes one that a monitor lists.
         *
         * @param remote its peer, in words
         * @param nowNanos of the monitor's clock
         * @param uncounted why it does not keep the service up; empty if it does
         */
        public static OpenConnection of(
                Connection connection, String remote, long nowNanos, Optional<Uncounted> uncounted) {
            return new OpenConnection(
                    connection.id(),
                    remote,
                    between(connection.sinceNanos(), nowNanos),
                    connection.lastActivityNanos().isPresent()
                            ? Optional.of(between(connection.lastActivityNanos().getAsLong(), nowNanos))
                            : Optional.empty(),
                    connection.traffic(),
                    uncounted);
        }

        /** Tells whether it keeps the service up. */
        public boolean counts() {
            return uncounted.isEmpty();
        }
    }

    /**
     * A hold.
     *
     * @param id what to release it by
     * @param reason for people; may be empty
     * @param expiresIn above zero; empty for a standing hold, of {@code --hold}
     */
    public record Holding(String id, String reason, Optional<Duration> expiresIn) {}

    /**
     * What happened last at the service.
     *
     * @param what {@code opened}, {@code closed} or {@code bytes}
     * @param ago how long before
     * @param remote by whom
     */
    public record LastActivity(String what, Duration ago, String remote) {}

    /**
     * A time at which it fell asleep.
     *
     * @param at when
     * @param idle for how long nobody had been connected
     * @param took how long it took
     */
    public record Sleep(Instant at, Duration idle, Duration took) {}

    /**
     * A time at which it was woken.
     *
     * @param at when
     * @param reason what for
     * @param took how long it took
     */
    public record Waking(Instant at, String reason, Duration took) {}
}
