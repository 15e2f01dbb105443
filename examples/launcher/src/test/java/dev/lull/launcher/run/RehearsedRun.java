package dev.lull.launcher.run;

import dev.lull.ActivitySnapshot;
import dev.lull.Capability;
import dev.lull.Connection;
import dev.lull.ConnectionEvent;
import dev.lull.Reading;
import dev.lull.Traffic;
import dev.lull.Verdict;
import dev.lull.contract.ManualClock;
import dev.lull.launcher.console.Console;
import dev.lull.launcher.option.Endpoint;
import dev.lull.launcher.report.LookChanges;
import dev.lull.launcher.report.RunLog;
import dev.lull.launcher.report.RunReport;
import dev.lull.launcher.report.event.CommandEndedEvent;
import dev.lull.launcher.report.event.CommandStartedEvent;
import dev.lull.launcher.report.event.ExitCause;
import dev.lull.launcher.report.event.StoppedEvent;
import dev.lull.launcher.report.event.StoppingEvent;
import dev.lull.launcher.report.event.WatchingEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A run with strategy {@code ebpf} in which nothing is real but what is printed: looks are taken as often as the watcher
 * takes them, and the program's own policy, report and log make the lines of them.
 */
final class RehearsedRun {

    private static final String STRATEGY = "ebpf";

    /** As the watcher looks at a strategy that pushes, while somebody is connected. */
    private static final Duration LOOK_WHILE_IN_USE = Duration.ofMinutes(15);

    private final ManualClock clock = new ManualClock();
    private final long beganNanos = clock.nanoTime();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final RunSettings settings;
    private final RunReport report;
    private long lastActivityNanos = beganNanos;
    private Optional<Connection> open = Optional.empty();

    RehearsedRun(RunSettings settings, Instant began) {
        this.settings = settings;
        InstantSource timeOfDay = () -> began.plusNanos(clock.nanoTime() - beganNanos);
        Console console = new Console(
                new PrintStream(printed, true, StandardCharsets.UTF_8), "lull", timeOfDay.withZone(ZoneOffset.UTC));
        this.report = new RunReport(
                STRATEGY,
                "sshd",
                new LookChanges(STRATEGY, false, clock, () -> ""),
                List.of(new RunLog(console, clock)));
    }

    /** Begins to watch, and starts the command. */
    void begin(String description, long pid) {
        report.tell(new WatchingEvent(
                Endpoint.of(settings.target()),
                STRATEGY,
                description,
                EnumSet.allOf(Capability.class),
                Map.of(),
                settings.policy().idleTimeout(),
                false,
                settings.policy().startupGrace(),
                List.of(),
                Optional.of("sock_diag"),
                Optional.empty()));
        report.tell(new CommandStartedEvent(settings.command(), pid));
        look();
    }

    void connect(InetSocketAddress client) {
        InetSocketAddress service = new InetSocketAddress("10.0.0.1", 22);
        lastActivityNanos = clock.nanoTime();
        Connection connection =
                new Connection(1, service, client, lastActivityNanos, OptionalLong.empty(), Optional.empty());
        open = Optional.of(connection);
        report.onEvent(new ConnectionEvent.Opened(connection, 1, lastActivityNanos));
        look();
    }

    void leave(Traffic traffic) {
        Connection before = open.orElseThrow();
        lastActivityNanos = clock.nanoTime();
        open = Optional.empty();
        Connection last = new Connection(
                before.id(),
                before.local(),
                before.remote(),
                before.sinceNanos(),
                OptionalLong.empty(),
                Optional.of(traffic));
        report.onEvent(new ConnectionEvent.Closed(last, 0, lastActivityNanos));
        look();
    }

    /** Lets time pass, with the looks that the watcher takes meanwhile. */
    void pass(Duration time) {
        Duration left = time;
        Duration pace = open.isPresent() ? LOOK_WHILE_IN_USE : settings.checkInterval();
        for (; left.compareTo(pace) > 0; left = left.minus(pace)) {
            clock.advance(pace);
            look();
        }
        clock.advance(left);
    }

    /** Lets time pass until the policy says to stop, and stops. */
    void idleUntilTheStop(int exitCode) {
        while (true) {
            clock.advance(settings.checkInterval());
            if (look() instanceof Verdict.ShutDown stop) {
                String service = settings.command().get(0);
                ExitCause.Idle idle = new ExitCause.Idle(stop.idleFor());
                report.tell(StoppingEvent.because(STRATEGY, service, idle));
                report.tell(new CommandEndedEvent(service, exitCode, age(), false));
                report.tell(new StoppedEvent(service, idle, false));
                return;
            }
        }
    }

    List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private Duration age() {
        return Duration.ofNanos(clock.nanoTime() - beganNanos);
    }

    private Verdict look() {
        Reading reading = new ActivitySnapshot(
                clock.nanoTime(), lastActivityNanos, open.isPresent() ? 1 : 0, 1, Optional.empty());
        Verdict verdict = settings.policy().evaluate(beganNanos, reading, List.of());
        report.onLook(reading, verdict);
        return verdict;
    }
}
