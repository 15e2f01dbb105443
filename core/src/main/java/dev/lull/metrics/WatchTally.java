package dev.lull.metrics;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Capability;
import dev.lull.NanoClock;
import dev.lull.Reading;
import dev.lull.SleepListener;
import dev.lull.Traffic;
import dev.lull.Verdict;
import dev.lull.Veto;
import dev.lull.Wake;
import dev.lull.WatchListener;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a watcher, and a sleeper, do, for those who ask now and then: it is to be added to them as a listener. Safe
 * for use by any thread.
 *
 * <p>Asking costs next to nothing. Of a monitor with {@link Capability#EVENTS}, which need not be looked at while
 * somebody is connected, a look is taken, but one in a second at most; of any other the watcher's latest look is told.
 *
 * <p>Hands the figures to Micrometer:
 *
 * <pre>{@code
 * WatchTally tally = new WatchTally(monitor);
 * IdleWatcher watcher = IdleWatcher.builder(monitor, policy, verdict -> server.close())
 *         .listener(tally)
 *         .build();
 * new LullMetrics(tally, Tags.of("service", "echo")).bindTo(registry);
 * watcher.run();
 * }</pre>
 */
public final class WatchTally implements WatchListener, SleepListener {

    /** What is asked for more often is told again. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** What counts down for longer than this is not going to be stopped: a sleep without an end counts down, too. */
    private static final Duration NEVER = Duration.ofDays(3650);

    private final ActivityMonitor monitor;
    private final NanoClock clock;
    private final boolean looks;

    // Under this object's lock
    private final Map<Verdict.Cause, Long> stops = new EnumMap<>(Verdict.Cause.class);
    private final Map<WatchFigures.CalledOff, Long> calledOff = new EnumMap<>(WatchFigures.CalledOff.class);
    private final Map<Wake.Cause, Long> wakes = new EnumMap<>(Wake.Cause.class);
    private @Nullable Reading latest;
    private @Nullable Verdict verdict;
    private long latestAtNanos;
    private long judgedAtNanos;
    private long openedTotal;
    private Optional<Traffic> traffic = Optional.empty();
    private WatchState state = WatchState.STARTING;
    private long lookCount;
    private long failedLooks;
    private long sleeps;
    private long failedWakes;
    private Duration waking = Duration.ZERO;

    /**
     * Makes one that has heard nothing.
     *
     * @param monitor of the watcher; stays the caller's to close
     * @throws NullPointerException if {@code monitor} is null
     */
    public WatchTally(ActivityMonitor monitor) {
        this(monitor, NanoClock.system());
    }

    /**
     * Makes one that has heard nothing.
     *
     * @param monitor of the watcher; stays the caller's to close
     * @param clock the monitor's
     * @throws NullPointerException if an argument is null
     */
    public WatchTally(ActivityMonitor monitor, NanoClock clock) {
        this.monitor = Objects.requireNonNull(monitor, "monitor");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.looks = monitor.capabilities().contains(Capability.EVENTS);
    }

    /**
     * Returns the name of the strategy that watches.
     *
     * @return such as {@code "procfs"}
     */
    public String strategy() {
        return monitor.strategy();
    }

    /**
     * Tells whether the strategy measures the bytes that are carried.
     *
     * @return false if they are in no figures
     */
    public boolean measuresTraffic() {
        return monitor.capabilities().contains(Capability.TRAFFIC);
    }

    /**
     * Returns the figures of this moment.
     *
     * @return what was counted until now
     */
    public WatchFigures figures() {
        if (looks && isStale()) {
            look();
        }
        return collect();
    }

    private synchronized boolean isStale() {
        return latest == null || clock.nanoTime() - latestAtNanos >= FRESH.toNanos();
    }

    /** Not under the lock: what a monitor does then is its own business. */
    private void look() {
        Reading reading;
        try {
            reading = monitor.read();
        } catch (RuntimeException e) { // it is closed, or throws, which the watcher reports
            return;
        }
        take(reading);
    }

    private synchronized void take(Reading reading) {
        latest = reading;
        latestAtNanos = clock.nanoTime();
        if (reading instanceof ActivitySnapshot snapshot) {
            openedTotal = Math.max(openedTotal, snapshot.openedTotal());
            traffic = snapshot.traffic().map(this::orWhatWasMore);
        }
    }

    private Traffic orWhatWasMore(Traffic now) {
        Traffic before = traffic.orElse(Traffic.NONE);
        return new Traffic(Math.max(before.bytesIn(), now.bytesIn()), Math.max(before.bytesOut(), now.bytesOut()));
    }

    private synchronized WatchFigures collect() {
        Optional<ActivitySnapshot> open =
                latest instanceof ActivitySnapshot snapshot ? Optional.of(snapshot) : Optional.empty();
        boolean inUse = open.filter(snapshot -> snapshot.openConnections() > 0).isPresent();
        Duration since = Duration.ofNanos(Math.max(0, clock.nanoTime() - judgedAtNanos));
        return new WatchFigures(
                open,
                openedTotal,
                traffic,
                inUse ? Optional.of(Duration.ZERO) : idleFor(since),
                inUse ? Optional.empty() : stopsIn(since),
                state,
                verdict instanceof Verdict.KeepRunning keep && keep.why() == Verdict.Why.HELD,
                lookCount,
                failedLooks,
                stops,
                calledOff,
                sleeps,
                wakes,
                failedWakes,
                waking);
    }

    private Optional<Duration> idleFor(Duration since) {
        if (verdict instanceof Verdict.KeepRunning keep) {
            return switch (keep.why()) {
                case UNREADABLE -> Optional.empty();
                case IN_USE, HELD -> Optional.of(Duration.ZERO);
                case STARTUP_GRACE, NOT_IDLE_LONG_ENOUGH, WARNED, POSTPONED ->
                    Optional.of(keep.idleFor().plus(since));
            };
        }
        return verdict instanceof Verdict.ShutDown stop && stop.cause() == Verdict.Cause.IDLE
                ? Optional.of(stop.idleFor().plus(since))
                : Optional.empty();
    }

    private Optional<Duration> stopsIn(Duration since) {
        if (!(verdict instanceof Verdict.KeepRunning keep)
                || keep.recheckAfter().compareTo(NEVER) > 0) {
            return Optional.empty();
        }
        return switch (keep.why()) {
            case IN_USE, UNREADABLE, HELD -> Optional.empty();
            case STARTUP_GRACE, NOT_IDLE_LONG_ENOUGH, WARNED, POSTPONED -> {
                Duration left = keep.recheckAfter().minus(since);
                yield Optional.of(left.isNegative() ? Duration.ZERO : left);
            }
        };
    }

    /**
     * Tells that no look is needed for this listener.
     *
     * @return false
     */
    @Override
    public boolean wantsRegularLooks() {
        return false;
    }

    @Override
    public synchronized void onLook(Reading reading, Verdict made) {
        lookCount++;
        if (reading instanceof Reading.Unreadable) {
            failedLooks++;
        }
        take(reading);
        verdict = made;
        judgedAtNanos = clock.nanoTime();
        if (made instanceof Verdict.KeepRunning keep && state != WatchState.ASLEEP && state != WatchState.WAKING) {
            state = keep.why() == Verdict.Why.WARNED ? WatchState.WARNING : WatchState.WATCHING;
        }
    }

    @Override
    public synchronized void onWarning(Duration stopsIn) {
        state = WatchState.WARNING;
    }

    @Override
    public synchronized void onWarningCalledOff(Verdict by) {
        state = WatchState.WATCHING;
    }

    @Override
    public synchronized void onVetoed(Veto.Objection objection) {
        calledOff.merge(WatchFigures.CalledOff.VETO, 1L, Long::sum);
    }

    @Override
    public synchronized void onDoorNotShut(String reason, Duration tryAgainAfter) {
        calledOff.merge(WatchFigures.CalledOff.DOOR, 1L, Long::sum);
    }

    @Override
    public synchronized void onShutDown(Verdict.ShutDown decided) {
        stops.merge(decided.cause(), 1L, Long::sum);
        state = WatchState.STOPPING;
    }

    @Override
    public synchronized void onActionFailed(Exception failure, Duration tryAgainAfter) {
        calledOff.merge(WatchFigures.CalledOff.FAILURE, 1L, Long::sum);
    }

    @Override
    public synchronized void onAsleep(Verdict.ShutDown by, Duration took) {
        sleeps++;
        state = WatchState.ASLEEP;
    }

    @Override
    public synchronized void onWaking(Wake wake) {
        state = WatchState.WAKING;
    }

    @Override
    public synchronized void onAwake(Wake wake, Duration took) {
        wakes.merge(wake.cause(), 1L, Long::sum);
        waking = waking.plus(took);
        state = WatchState.WATCHING;
    }

    @Override
    public synchronized void onNotWoken(Wake wake, Exception failure, Duration tryAgainAfter) {
        failedWakes++;
        state = WatchState.ASLEEP;
    }
}
