package dev.lull.launcher.watch;

import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.NanoClock;
import dev.lull.Strategies;
import dev.lull.launcher.console.ExitCode;
import dev.lull.launcher.console.ProgramVersion;
import dev.lull.launcher.console.UsageException;
import dev.lull.launcher.control.RefusedException;
import dev.lull.launcher.control.client.RunningServices;
import dev.lull.launcher.control.client.UnreachableException;
import dev.lull.launcher.option.Converters;
import dev.lull.launcher.option.StrategyPreference;
import dev.lull.launcher.run.CannotWatchException;
import dev.lull.launcher.run.MonitorOpening;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lull watch}: who is connected, again and again, and who has left. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        description =
                "Shows who is connected to a run's service, or to any port: a table in a terminal, which q ends, else a"
                        + " line for each connection that has closed.")
public final class WatchCommand implements Callable<Integer> {

    private static final Duration LEAST_INTERVAL = Duration.ofMillis(100);

    private final PrintStream out = System.out;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "Which run: its name, or the path of its socket. May be left out where one runs.")
    private @Nullable String name;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = Converters.Port.class,
            description = "Watch this port of a service, without any run. Repeatable.")
    private List<Integer> ports = new ArrayList<>();

    @Option(
            names = "--strategy",
            paramLabel = "NAME[,NAME...]",
            description = "How to watch the ports, in order of preference. Default: ebpf,procfs.")
    private List<String> strategies = new ArrayList<>();

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            converter = Converters.PositiveDuration.class,
            description = "How often to look. Default: 1s.")
    private Duration interval = Duration.ofSeconds(1);

    @Option(
            names = "--json",
            description =
                    "For programs: one JSON object a line, for each look and for each connection that has closed.")
    private boolean json;

    @Override
    public Integer call() throws UnreachableException, RefusedException, CannotWatchException, InterruptedException {
        requireFitting();
        try (SnapshotSource source = source()) {
            if (json) {
                return write((before, now) -> JsonText.lines(now), source);
            }
            ZoneId zone = ZoneId.systemDefault();
            Optional<LiveTerminal> terminal = LiveTerminal.open(Optional.ofNullable(System.getenv("NO_COLOR")));
            if (terminal.isPresent()) {
                try (LiveTerminal screen = terminal.get()) {
                    return LiveTable.show(screen, source, interval, zone);
                }
            }
            return write((before, now) -> PlainText.lines(before, now, zone), source);
        }
    }

    private void requireFitting() {
        if (name != null && !ports.isEmpty()) {
            throw new UsageException("--port and " + name + " exclude each other: watch a port, or a run");
        }
        if (ports.isEmpty() && !strategies.isEmpty()) {
            throw new UsageException("--strategy: needs --port PORT; a run has a strategy already");
        }
        if (interval.compareTo(LEAST_INTERVAL) < 0) {
            throw new UsageException("--interval: " + interval.toMillis() + "ms, expected at least 100ms");
        }
    }

    private SnapshotSource source() throws UnreachableException, CannotWatchException {
        if (ports.isEmpty()) {
            return new RunSource(RunningServices.socket(name));
        }
        MonitorTarget target = MonitorTarget.ports(new TreeSet<>(ports));
        NanoClock clock = NanoClock.system();
        StrategyPreference preference = strategies.isEmpty()
                ? StrategyPreference.OBSERVING
                : new StrategyPreference(
                        strategies.stream()
                                .flatMap(list -> Arrays.stream(list.split(",", -1)))
                                .map(String::strip)
                                .distinct()
                                .toList(),
                        true);
        Strategies.Opened opened = MonitorOpening.open(
                target,
                preference,
                MonitorOptions.builder().clock(clock).measureTraffic().build(),
                UnaryOperator.identity());
        return new MonitorSource(target.toString(), opened.monitor(), clock, Clock.systemUTC());
    }

    /** Makes lines of what there is to show. */
    @FunctionalInterface
    private interface Form {
        List<String> lines(Optional<View> before, View now);
    }

    /** Writes lines until the source ends, or nobody reads them any more. */
    private int write(Form form, SnapshotSource source)
            throws UnreachableException, RefusedException, InterruptedException {
        Optional<View> view = Optional.empty();
        while (!out.checkError()) {
            Optional<Snapshot> snapshot = source.next();
            if (snapshot.isPresent()) {
                View now = View.of(view, snapshot.get());
                form.lines(view, now).forEach(out::println);
                view = Optional.of(now);
            }
            if (!out.checkError()) { // which flushes as well
                Thread.sleep(interval.toMillis());
            }
        }
        return ExitCode.OK;
    }
}
