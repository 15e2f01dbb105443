package dev.lull.launcher.run;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.NanoClock;
import dev.lull.Reading;
import dev.lull.Sleeper;
import dev.lull.Verdict;
import dev.lull.launcher.command.RunEnd;
import dev.lull.launcher.control.Controllable;
import dev.lull.launcher.control.ServiceStatus;
import dev.lull.launcher.control.Uncounted;
import dev.lull.launcher.option.Endpoint;
import dev.lull.launcher.option.OnIdle;
import dev.lull.launcher.report.Farewells;
import dev.lull.launcher.report.event.WatchingEvent;
import dev.lull.metrics.WatchState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds out how a run stands. What is open it asks the monitor; when it stops is what the loop's last look said, less
 * the time since. Where the two do not fit together the loop is asked to look again. Safe for use by any thread.
 */
final class RunStatus {

    private static final Duration ANOTHER_LOOK = Duration.ofMillis(500);

    /** What lies further off is no countdown: a sleep without an end. */
    private static final Duration NEVER = Duration.ofDays(18_250);

    private final String name;
    private final RunSettings settings;
    private final WatchingEvent watching;
    private final ActivityMonitor monitor;
    private final ActivityMonitor unfiltered;
    private final String service;
    private final ServiceLoop loop;
    private final RunMemory memory;
    private final RunHolds holds;
    private final StandingHolds standing;
    private final RunEnd end;
    private final NanoClock clock;
    private final Clock wallClock;
    private final Instant since;
    private final Farewells farewells;

    RunStatus(
            String name,
            RunSettings settings,
            WatchingEvent watching,
            ActivityMonitor monitor,
            ActivityMonitor unfiltered,
            String service,
            ServiceLoop loop,
            RunMemory memory,
            RunHolds holds,
            StandingHolds standing,
            RunEnd end,
            NanoClock clock,
            Clock wallClock) {
        this.name = name;
        this.settings = settings;
        this.watching = watching;
        this.monitor = monitor;
        this.unfiltered = unfiltered;
        this.service = service;
        this.loop = loop;
        this.memory = memory;
        this.holds = holds;
        this.standing = standing;
        this.end = end;
        this.clock = clock;
        this.wallClock = wallClock;
        this.since = wallClock.instant();
        this.farewells = new Farewells(unfiltered, clock, wallClock, this::ignored);
    }

    /**
     * Finds it out now.
     *
     * @throws IllegalStateException if the run has ended
     */
    ServiceStatus now() throws InterruptedException {
        long moment = clock.nanoTime();
        return now(Comparator.comparingLong(connection -> connection.sinceNanos() - moment));
    }

    /**
     * Finds it out now, and who has left.
     *
     * @param after see {@link Controllable#watch}
     * @throws IllegalStateException if the run has ended
     */
    Controllable.Watched watched(OptionalLong after) throws InterruptedException {
        farewells.listen();
        long moment = clock.nanoTime();
        ServiceStatus status = now(Comparator.comparingLong(
                connection -> moment - connection.lastActivityNanos().orElse(connection.sinceNanos())));
        return new Controllable.Watched(status, farewells.since(after));
    }

    private ServiceStatus now(Comparator<Connection> firstOfMany) throws InterruptedException {
        Reading reading = monitor.read();
        Optional<RunMemory.Look> look = memory.lastLook();
        boolean isLooking = loop.state() == Sleeper.State.AWAKE || loop.state() == Sleeper.State.ASLEEP;
        if (look.isPresent() && isLooking && !end.hasCome() && disagree(reading, look.get())) {
            loop.lookNow();
            look = memory.nextLook(look, ANOTHER_LOOK);
        }
        WatchState state = state(look);
        boolean isAsleep = state == WatchState.ASLEEP;
        List<Connection> all = unfiltered.connections();
        OptionalInt open = reading instanceof ActivitySnapshot snapshot
                ? OptionalInt.of(snapshot.openConnections())
                : OptionalInt.empty();
        boolean isUnused = open.isPresent() && open.getAsInt() == 0;
        List<ServiceStatus.Holding> holding = new ArrayList<>(holds.status());
        boolean countsDown = isUnused && holding.isEmpty() && !standing.isHolding();
        if (isUnused && !isAsleep) { // else nobody asks them
            holding.addAll(standing.status());
        }
        Optional<Waiting> waiting = countsDown ? look.flatMap(this::waiting) : Optional.empty();
        return new ServiceStatus(
                name,
                ProcessHandle.current().pid(),
                state,
                wallClock.instant(),
                since,
                service,
                watching.target(),
                monitor.strategy(),
                monitor.description(),
                watching.passedOver(),
                watching.witness(),
                watching.witnessReason(),
                open,
                connections(all, firstOfMany),
                Math.max(0, all.size() - ServiceStatus.MOST_CONNECTIONS),
                isAsleep ? List.of() : keptUpBy(reading, look),
                waiting.map(Waiting::idle),
                waiting.map(Waiting::stopsIn).filter(time -> time.compareTo(NEVER) < 0 && state != WatchState.STOPPING),
                onIdle(settings.stop().onIdle()),
                holding,
                lastActivity(all),
                memory.sleeps(),
                memory.wakes());
    }

    /** Tells whether something has come or gone that the loop has not seen. */
    private boolean disagree(Reading reading, RunMemory.Look look) {
        boolean isHeld = !holds.status().isEmpty() || standing.isHolding();
        if (!(look.verdict() instanceof Verdict.KeepRunning keep)) {
            return true;
        }
        boolean isUsed = reading instanceof ActivitySnapshot snapshot && snapshot.openConnections() > 0;
        boolean wasUsed = keep.why() == Verdict.Why.IN_USE;
        boolean isUnreadable = reading instanceof Reading.Unreadable;
        boolean wasUnreadable = keep.why() == Verdict.Why.UNREADABLE;
        boolean wasHeld = keep.why() == Verdict.Why.HELD;
        return isUsed != wasUsed || isUnreadable != wasUnreadable || (!isUsed && !isUnreadable && isHeld != wasHeld);
    }

    private WatchState state(Optional<RunMemory.Look> look) {
        if (end.hasCome()) {
            return WatchState.STOPPING;
        }
        return switch (loop.state()) {
            case ASLEEP -> WatchState.ASLEEP;
            case WAKING -> WatchState.WAKING;
            case FALLING_ASLEEP -> WatchState.STOPPING;
            case AWAKE -> {
                if (look.isEmpty()) {
                    yield WatchState.STARTING;
                }
                boolean isWarned =
                        look.get().verdict() instanceof Verdict.KeepRunning keep && keep.why() == Verdict.Why.WARNED;
                yield isWarned ? WatchState.WARNING : WatchState.WATCHING;
            }
        };
    }

    /** A countdown. */
    private record Waiting(Duration idle, Duration stopsIn) {}

    private Optional<Waiting> waiting(RunMemory.Look look) {
        Duration sinceLook =
                Duration.ofNanos(Math.max(0, clock.nanoTime() - look.reading().takenAtNanos()));
        if (look.verdict() instanceof Verdict.ShutDown stop) {
            return Optional.of(new Waiting(stop.idleFor().plus(sinceLook), Duration.ZERO));
        }
        Verdict.KeepRunning keep = (Verdict.KeepRunning) look.verdict();
        return switch (keep.why()) {
            case IN_USE, UNREADABLE, HELD -> Optional.empty();
            case STARTUP_GRACE, NOT_IDLE_LONG_ENOUGH, WARNED, POSTPONED -> {
                Duration left = keep.recheckAfter().minus(sinceLook);
                yield Optional.of(
                        new Waiting(keep.idleFor().plus(sinceLook), left.isNegative() ? Duration.ZERO : left));
            }
        };
    }

    private List<String> keptUpBy(Reading reading, Optional<RunMemory.Look> look) {
        List<String> sentences = new ArrayList<>();
        if (reading instanceof Reading.Unreadable unreadable) {
            sentences.add("it cannot be told whether somebody is connected: " + unreadable.reason());
        } else if (reading instanceof ActivitySnapshot snapshot && snapshot.openConnections() > 0) {
            int open = snapshot.openConnections();
            sentences.add(open == 1 ? "1 connection is open" : open + " connections are open");
        }
        boolean isUsed = !sentences.isEmpty();
        sentences.addAll(holds.sentences());
        if (!isUsed) {
            sentences.addAll(standing.sentences());
        }
        if (sentences.isEmpty()
                && look.isPresent()
                && look.get().verdict() instanceof Verdict.KeepRunning keep
                && (keep.why() == Verdict.Why.POSTPONED
                        || keep.why() == Verdict.Why.UNREADABLE
                        || keep.why() == Verdict.Why.HELD)) {
            sentences.add(keep.detail());
        }
        return sentences;
    }

    private Optional<Uncounted> ignored(Connection connection) {
        return settings.ignores(connection) ? Optional.of(Uncounted.IGNORED) : Optional.empty();
    }

    private Optional<Uncounted> uncounted(Connection connection, Set<Long> counting) {
        return counting.contains(connection.id())
                ? Optional.empty()
                : ignored(connection).or(() -> Optional.of(Uncounted.TOO_LITTLE_TRAFFIC));
    }

    private List<ServiceStatus.OpenConnection> connections(List<Connection> all, Comparator<Connection> firstOfMany) {
        Set<Long> counting = monitor.connections().stream().map(Connection::id).collect(Collectors.toSet());
        long now = clock.nanoTime();
        return all.stream()
                .sorted(firstOfMany)
                .limit(ServiceStatus.MOST_CONNECTIONS)
                .map(each -> ServiceStatus.OpenConnection.of(
                        each, Endpoint.of(each.remote()), now, uncounted(each, counting)))
                .toList();
    }

    private Optional<ServiceStatus.LastActivity> lastActivity(List<Connection> all) {
        long now = clock.nanoTime();
        Optional<ServiceStatus.LastActivity> event = memory.lastEvent()
                .map(last -> new ServiceStatus.LastActivity(
                        last instanceof ConnectionEvent.Opened ? "opened" : "closed",
                        ServiceStatus.between(last.atNanos(), now),
                        Endpoint.of(last.connection().remote())));
        Optional<ServiceStatus.LastActivity> bytes = all.stream()
                .filter(connection -> connection.lastActivityNanos().isPresent())
                .min(Comparator.comparingLong(
                        connection -> now - connection.lastActivityNanos().getAsLong()))
                .map(connection -> new ServiceStatus.LastActivity(
                        "bytes",
                        ServiceStatus.between(connection.lastActivityNanos().getAsLong(), now),
                        Endpoint.of(connection.remote())));
        if (event.isEmpty() || bytes.isEmpty()) {
            return event.isPresent() ? event : bytes;
        }
        return bytes.get().ago().compareTo(event.get().ago()) < 0 ? bytes : event;
    }

    private static String onIdle(OnIdle what) {
        return what instanceof OnIdle.Exit
                ? "exit"
                : what instanceof OnIdle.StopCommand
                        ? "stop-command"
                        : what instanceof OnIdle.Freeze ? "freeze" : "line";
    }
}
