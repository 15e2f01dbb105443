package dev.lull;

import dev.lull.spi.OwnEnds;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes filters and combinations of monitors. Each owns the monitors it is given: closing it closes them. It never
 * guesses: a connection whose peer is unknown counts. What a filter does not count, its
 * {@linkplain ActivityMonitor#witness() witness} does not see either.
 *
 * <p>Counts users whose connections do something, and leaves out the health checks of one network:
 *
 * <pre>{@code
 * ActivityMonitor users = Monitors.ignoringPeers(monitor, List.of(Cidr.parse("10.0.0.0/8")));
 * ActivityMonitor busyUsers =
 *         Monitors.requiringTraffic(users, new TrafficThreshold(1_000, Duration.ofMinutes(1)));
 * System.out.println("watching by " + busyUsers.description());
 * }</pre>
 */
public final class Monitors {

    private static final String MEASURE =
            "open it with MonitorOptions.builder().measureTraffic(), or choose another strategy or source";

    private Monitors() {}

    /**
     * Leaves out the connections of some peers, such as health checks, scanners or the caller's own polls.
     *
     * @param monitor sees each connection ({@link Capability#PER_CONNECTION})
     * @param ignored the peers that never count
     * @return a monitor in which they do not exist: neither in counts nor as events nor as activity
     * @throws NullPointerException if an argument is null
     * @throws StrategyException if the monitor cannot tell peers apart; it is still open then
     */
    public static ActivityMonitor ignoringPeers(ActivityMonitor monitor, List<Cidr> ignored) {
        requirePeers(monitor);
        return new IgnoringPeersMonitor(monitor, ignored, Optional.empty());
    }

    /**
     * Leaves out the connections of some peers, and those that this program itself makes to the service, such as for
     * clients that a monitor sees at the service's port already.
     *
     * @param monitor sees each connection ({@link Capability#PER_CONNECTION})
     * @param ignored the peers that never count
     * @param own the ends of those that this program makes; what is added later is left out, too
     * @return a monitor in which they do not exist: neither in counts nor as events nor as activity
     * @throws NullPointerException if an argument is null
     * @throws StrategyException if the monitor cannot tell peers apart; it is still open then
     */
    public static ActivityMonitor ignoringPeers(ActivityMonitor monitor, List<Cidr> ignored, OwnEnds own) {
        requirePeers(monitor);
        return new IgnoringPeersMonitor(monitor, ignored, Optional.of(own));
    }

    private static void requirePeers(ActivityMonitor monitor) {
        requireCapability(monitor, Capability.PER_CONNECTION, "ignoring peers", "choose another strategy or source");
    }

    /**
     * Counts an open connection only while it moves enough. A connection younger than the window counts, because it
     * cannot be judged yet. Each connection is judged at each look, over more than the window so that no use is missed:
     * over one and a half windows with at least eight looks in each, and over the time between two or three looks if
     * they are rarer. A window shorter than the time between two looks makes little sense.
     *
     * <p>{@code connections()} lists those that counted at the latest look, and those that came since.
     *
     * @param monitor measures each connection ({@link Capability#TRAFFIC} and {@link Capability#PER_CONNECTION})
     * @param threshold what is enough
     * @return a monitor that must be asked: it lacks {@link Capability#EVENTS}, because growing quiet is no event;
     *     {@code subscribe} still tells of every connection
     * @throws NullPointerException if an argument is null
     * @throws StrategyException if the monitor does not measure bytes; it is still open then
     */
    public static ActivityMonitor requiringTraffic(ActivityMonitor monitor, TrafficThreshold threshold) {
        String purpose = "requiring traffic";
        requireCapability(monitor, Capability.PER_CONNECTION, purpose, "choose another strategy or source");
        requireCapability(monitor, Capability.TRAFFIC, purpose, MEASURE);
        return new RequiringTrafficMonitor(monitor, threshold);
    }

    /**
     * Leaves out probes once they have closed: health checks, scans, and whatever else connects for a moment and says
     * little, from whatever address. A connection that has lasted less than so long and moved less than so much is no
     * activity when it closes, so that idle time goes on as though it had not been. While it is open it counts like
     * everybody, because it may be a user: nobody is cut off whose connection is young. One of which it is not known when
     * it opened, or how much it carried, counts as use.
     *
     * <p>Probes are still told to listeners, with {@link ConnectionEvent.Closed#leftNoTrace}, and counted in
     * {@code openedTotal()}. While connections are open, {@code lastActivityNanos()} does not follow their bytes: it is
     * when one last closed that was no probe. To {@linkplain #requiringTraffic require traffic} as well, put that around
     * this monitor, and this one around the one that {@linkplain #ignoringPeers ignores peers}.
     *
     * @param monitor hears what each connection carried when it closes ({@link Capability#EVENTS},
     *     {@link Capability#TRAFFIC} and {@link Capability#PER_CONNECTION})
     * @param limit what is taken for a probe
     * @return a monitor in which they leave no trace
     * @throws NullPointerException if an argument is null
     * @throws StrategyException if the monitor does not hear of them, as one that polls; it is still open then
     */
    public static ActivityMonitor leavingOutProbes(ActivityMonitor monitor, ProbeLimit limit) {
        String purpose = "leaving out probes";
        requireCapability(monitor, Capability.PER_CONNECTION, purpose, "choose another strategy or source");
        requireCapability(
                monitor,
                Capability.EVENTS,
                purpose,
                "choose a strategy that hears of each connection as it closes, and require traffic around it, not"
                        + " beneath");
        requireCapability(monitor, Capability.TRAFFIC, purpose, MEASURE);
        return new LeavingOutProbesMonitor(monitor, limit);
    }

    /**
     * Gives the idle time of a service a head start, so that one which is to be idle for five minutes can be watched
     * together with others that are to be idle for half an hour: with a head start of 25 minutes, one policy of half an
     * hour does for all. It says of the latest activity that it was so much earlier; nothing else is changed, and a
     * connection that is open is use as ever. Idle time that begins again, after a failed look or a hold, does so
     * without a head start: rather too long than too short.
     *
     * @param monitor of the service
     * @param headStart how much earlier; zero or more, at most about 292 years
     * @return a monitor whose latest activity was earlier
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if {@code headStart} is out of range
     */
    public static ActivityMonitor withHeadStart(ActivityMonitor monitor, Duration headStart) {
        return new HeadStartMonitor(Objects.requireNonNull(monitor, "monitor"), headStart);
    }

    /**
     * Combines several monitors into one: in use as long as one of them is, unreadable as soon as one of them is. All
     * must have been opened with the same clock. Its door is the doors of all that have one: the others leave theirs open,
     * so that it {@linkplain Capability#HOLDS_DOOR holds the door} only if each of them does.
     *
     * @param monitors at least one
     * @return a monitor with what all of them can see
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if there is none
     */
    public static ActivityMonitor anyOf(List<ActivityMonitor> monitors) {
        if (monitors.isEmpty()) {
            throw new IllegalArgumentException("monitors: none, expected at least one");
        }
        return new AnyOfMonitor(monitors);
    }

    private static void requireCapability(ActivityMonitor monitor, Capability capability, String purpose, String cure) {
        if (!monitor.capabilities().contains(capability)) {
            throw new StrategyException(purpose + " needs " + capability + ", which " + monitor.strategy() + " ("
                    + monitor.description() + ") lacks; " + cure);
        }
    }
}
