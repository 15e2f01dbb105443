package dev.lull.launcher.run;

import dev.lull.Cidr;
import dev.lull.IdleShutdownPolicy;
import dev.lull.IdleWatcher;
import dev.lull.MonitorTarget;
import dev.lull.ProbeLimit;
import dev.lull.TrafficThreshold;
import dev.lull.launcher.console.Console;
import dev.lull.launcher.console.ExitCode;
import dev.lull.launcher.console.LogEntry;
import dev.lull.launcher.console.LogLevel;
import dev.lull.launcher.console.ProgramVersion;
import dev.lull.launcher.console.UsageException;
import dev.lull.launcher.option.ControlOptionsMixin;
import dev.lull.launcher.option.Converters;
import dev.lull.launcher.option.HoldOptionsMixin;
import dev.lull.launcher.option.ListenAt;
import dev.lull.launcher.option.LogOptionsMixin;
import dev.lull.launcher.option.MonitorFilters;
import dev.lull.launcher.option.OnIdle;
import dev.lull.launcher.option.RelayOptionsMixin;
import dev.lull.launcher.option.SleepOptionsMixin;
import dev.lull.launcher.option.SleepSettings;
import dev.lull.launcher.option.StopOptionsMixin;
import dev.lull.launcher.option.StopSettings;
import dev.lull.launcher.option.StrategyPreference;
import dev.lull.launcher.process.CommandStartException;
import dev.lull.launcher.process.CommandUser;
import dev.lull.launcher.systemd.PassedSocket;
import dev.lull.proxy.RelayOptions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code lull run}: the options, and what they make together. */
@Command(
        name = "run",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        description = "Starts COMMAND, watches, and stops it when nobody has been connected for a while.",
        synopsisHeading = "Usage: ",
        customSynopsis = {
            "lull run --port PORT [OPTIONS] [-- COMMAND [ARG...]]",
            "       lull run --listen [ADDR:]PORT --to ADDR:PORT [OPTIONS] [-- COMMAND ...]"
        },
        footer = {
            "",
            "DURATION: 90s, 5m, 1h30m, or PT5M.",
            "BYTES: 512, 1KB (1000), 1KiB (1024), MB, MiB, GB, GiB.",
            "",
            "Exit codes: 0 stopped because idle; COMMAND's own when it ends by itself;",
            "128+n ended by signal n; 64 usage; 69 no strategy works here; 70 internal",
            "error; 126, 127 COMMAND cannot be started.",
        })
public final class RunCommand implements Callable<Integer> {

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = Converters.Port.class,
            description = "Watch the connections to this port of the service, from beside the path. Repeatable.")
    private List<Integer> ports = new ArrayList<>();

    @Option(
            names = "--listen",
            paramLabel = "[ADDR:]PORT",
            converter = Converters.Frontend.class,
            description = "Listen here instead, and pass connections on to --to. systemd[:NAME] is the socket that"
                    + " systemd passes.")
    private @Nullable ListenAt frontend;

    @Option(
            names = "--to",
            paramLabel = "ADDR:PORT",
            converter = Converters.ServiceAddress.class,
            description = "Where the service is that --listen stands in front of.")
    private @Nullable InetSocketAddress service;

    @Option(
            names = "--strategy",
            paramLabel = "NAME[,NAME...]",
            description =
                    "How to watch, in order of preference. Default: ebpf,procfs with --port; ebpf,proxy with --listen;"
                            + " proxy with --listen systemd.")
    private List<String> strategies = new ArrayList<>();

    @Option(
            names = "--idle",
            paramLabel = "DURATION",
            converter = Converters.PositiveDuration.class,
            description = "Stop after this long without a connection. Default: 60s.")
    private Duration idle = Duration.ofSeconds(60);

    @Option(
            names = "--startup-grace",
            paramLabel = "DURATION",
            converter = Converters.AnyDuration.class,
            description = "Do not stop this soon after the start. Default: 0s.")
    private Duration startupGrace = Duration.ZERO;

    @Option(
            names = "--check-interval",
            paramLabel = "DURATION",
            converter = Converters.PositiveDuration.class,
            description = "The pace of looks, where the strategy is not told of connections, and of the event idle."
                    + " Default: 5s, or a fifth of --idle where that is less.")
    private @Nullable Duration checkInterval;

    @Option(
            names = "--min-traffic",
            paramLabel = "BYTES/DURATION",
            converter = Converters.Threshold.class,
            description = "Do not count a connection that moves less, such as 1KB/30s. Default: all count.")
    private @Nullable TrafficThreshold minTraffic;

    @Option(
            names = "--probe",
            paramLabel = "DURATION/BYTES",
            converter = Converters.Probe.class,
            description = "A connection that has lasted less and moved less when it closes leaves no trace, such as"
                    + " 2s/1KB. Default: all count.")
    private @Nullable ProbeLimit probe;

    @Option(
            names = "--ignore",
            paramLabel = "CIDR",
            converter = Converters.Block.class,
            description = "Peers that never count, such as 10.0.0.0/8 or ::1. Repeatable.")
    private List<Cidr> ignored = new ArrayList<>();

    @Option(
            names = "--max-unreadable",
            paramLabel = "DURATION",
            converter = Converters.PositiveDuration.class,
            description = "Stop all the same when for this long nobody could tell whether anybody is connected, as when"
                    + " nothing listens on the port. Default: never.")
    private @Nullable Duration maxUnreadable;

    @Option(
            names = "--user",
            paramLabel = "NAME[:GROUP]",
            converter = Converters.User.class,
            description = "Run COMMAND as this user, with the user's groups and without Lull's capabilities."
                    + " Needs root and setpriv.")
    private @Nullable CommandUser user;

    @Option(
            names = "--events",
            paramLabel = "FILE",
            description = "Append one JSON object a line to FILE; - is the standard output, shared with COMMAND.")
    private @Nullable String events;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Options and services in YAML, by the names of these options. What the command line or the"
                    + " environment (LULL_IDLE for --idle) says counts more. Check it with \"lull config check\".")
    private @Nullable String config;

    @Option(
            names = "--metrics",
            paramLabel = "[ADDR:]PORT",
            converter = Converters.AnswerAddress.class,
            description = "Serve /metrics for Prometheus here, and /healthz. Without ADDR to this machine alone.")
    private @Nullable InetSocketAddress metrics;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private LogOptionsMixin log = new LogOptionsMixin();

    @Mixin
    private HoldOptionsMixin hold = new HoldOptionsMixin();

    @Mixin
    private StopOptionsMixin stop = new StopOptionsMixin();

    @Mixin
    private SleepOptionsMixin sleep = new SleepOptionsMixin();

    @Mixin
    private ControlOptionsMixin control = new ControlOptionsMixin();

    @Mixin
    private RelayOptionsMixin relay = new RelayOptionsMixin();

    @Parameters(paramLabel = "COMMAND", hidden = true)
    private List<String> command = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        requireCommandWhereBegun();
        CommandSpec own = Objects.requireNonNull(spec);
        OptionEnvironment environment = OptionEnvironment.of(System.getenv(), RunOptions.ofEnvironment(own));
        List<ServicePlan> plans = plans(own.commandLine().getParseResult(), environment);
        Console.settleStandardError(plans.get(0).settings().log());
        Console console = Console.standardError();
        environment.hints().forEach(console::say);
        return run(plans, console);
    }

    private List<ServicePlan> plans(ParseResult parsed, OptionEnvironment environment) {
        Optional<String> file = Optional.ofNullable(config).or(environment::config);
        if (file.isEmpty() && environment.isEmpty()) {
            return List.of(ServicePlan.of(settings()));
        }
        ServicePlanner planner = new ServicePlanner(parsed, environment, PassedSocket::find);
        ServicePlans plans = file.isPresent() ? planner.plan(Path.of(file.get())) : planner.plan();
        List<String> problems = plans.problems();
        if (!problems.isEmpty()) {
            throw new UsageException(problems.get(0)
                    + (problems.size() == 1 ? "" : ", and " + (problems.size() - 1) + " more")
                    + file.map(name -> "; see \"lull config check " + name + "\"")
                            .filter(ignored -> problems.size() > 1)
                            .orElse(""));
        }
        return plans.services();
    }

    private static int run(List<ServicePlan> plans, Console console) throws Exception {
        for (ServicePlan plan : plans) {
            if (plan.settings().user().isPresent()) {
                try {
                    plan.settings().user().get().requirePermitted();
                } catch (CommandStartException e) {
                    String message = String.valueOf(e.getMessage());
                    console.complain(plans.size() == 1 ? message : plan.name() + ": " + message);
                    return e.exitCode();
                }
            }
        }
        try {
            return RunSession.run(plans, console);
        } catch (CannotWatchException e) {
            console.say(new LogEntry(
                    LogLevel.ERROR, String.valueOf(e.getMessage()).lines().toList(), "", json -> {}));
            return ExitCode.UNAVAILABLE;
        }
    }

    /**
     * Checks what no option can check alone.
     *
     * @throws UsageException if they do not fit together
     */
    RunSettings settings() {
        return settings(PassedSocket::find);
    }

    /**
     * Checks what no option can check alone.
     *
     * @param sockets finds the socket that {@code --listen systemd} means
     * @throws UsageException if they do not fit together
     */
    RunSettings settings(Function<Optional<String>, PassedSocket> sockets) {
        StopSettings stopping = stop.settings(idle);
        if (stopping.onIdle() instanceof OnIdle.StopCommand && command.isEmpty()) {
            throw new UsageException("--on-idle stop-command: there is no COMMAND to stop");
        }
        SleepSettings sleeping = sleep.settings(idle, stopping.onIdle());
        boolean freezes = stopping.onIdle() instanceof OnIdle.Freeze
                || sleeping.freezeAfter().isPresent();
        if (freezes && command.isEmpty()) {
            throw new UsageException((sleeping.freezeAfter().isPresent() ? "--freeze-after" : "--on-idle freeze")
                    + ": there is no COMMAND to freeze");
        }
        if (user != null && command.isEmpty()) {
            throw new UsageException("--user: there is no COMMAND to run as " + user);
        }
        Optional<PassedSocket> passed = frontend instanceof ListenAt.Passed socket && service != null
                ? Optional.of(sockets.apply(socket.name()))
                : Optional.empty();
        MonitorTarget target = target(passed);
        StrategyPreference preference = preference(target, passed.isPresent());
        MonitorOpening.requireFitting(target, preference);
        return new RunSettings(
                target,
                preference,
                relay(target, passed),
                new MonitorFilters(ignored, Optional.ofNullable(probe), Optional.ofNullable(minTraffic)),
                hold.settings(target, Optional.ofNullable(maxUnreadable), checkInterval()),
                policy(),
                checkInterval(),
                stopping,
                sleeping,
                Optional.ofNullable(events),
                metrics(target),
                command,
                control.settings(target),
                Optional.ofNullable(user),
                log.style());
    }

    private Duration checkInterval() {
        return checkInterval == null ? IdleWatcher.defaultCheckInterval(idle) : checkInterval;
    }

    private void requireCommandWhereBegun() {
        List<String> words = spec == null
                ? List.of()
                : spec.root().commandLine().getParseResult().originalArgs();
        boolean begun = !words.isEmpty() && words.get(words.size() - 1).equals("--");
        if (command.isEmpty() ? begun : command.get(0).isEmpty()) {
            throw new UsageException("COMMAND is empty: name a program after --, or leave -- out to start nothing");
        }
    }

    private IdleShutdownPolicy policy() {
        IdleShutdownPolicy.Builder policy = IdleShutdownPolicy.builder(idle).startupGrace(startupGrace);
        return maxUnreadable == null
                ? policy.build()
                : policy.maxUnreadable(maxUnreadable).build();
    }

    private MonitorTarget target(Optional<PassedSocket> passed) {
        if (frontend == null && service == null) {
            if (ports.isEmpty()) {
                throw new UsageException("nothing to watch: give --port PORT, or --listen [ADDR:]PORT --to ADDR:PORT");
            }
            return MonitorTarget.ports(new TreeSet<>(ports));
        }
        if (!ports.isEmpty()) {
            throw new UsageException(
                    "--port and --listen exclude each other: look from beside the path, or stand in it");
        }
        if (frontend == null) {
            throw new UsageException("--to: needs --listen [ADDR:]PORT, where to stand in front of it");
        }
        if (service == null) {
            throw new UsageException("--listen: needs --to ADDR:PORT, where the service is");
        }
        try {
            InetSocketAddress where = frontend instanceof ListenAt.Address address
                    ? address.where()
                    : passed.orElseThrow().address();
            return new MonitorTarget.Proxied(where, service);
        } catch (IllegalArgumentException e) { // such as a service that is the frontend itself
            throw new UsageException("--to: " + e.getMessage());
        }
    }

    /** Whoever asks how the service is must not be taken for one of its clients. */
    private Optional<InetSocketAddress> metrics(MonitorTarget target) {
        if (metrics == null) {
            return Optional.empty();
        }
        int port = metrics.getPort();
        boolean isWatched = target instanceof MonitorTarget.Proxied proxied
                ? proxied.frontend().getPort() == port || proxied.service().getPort() == port
                : ((MonitorTarget.Observed) target).ports().contains(port);
        if (isWatched) {
            throw new UsageException("--metrics: port " + port
                    + " is the service's, where whoever asks for metrics would count as a client; choose another one");
        }
        return Optional.of(metrics);
    }

    private Optional<RelayOptions> relay(MonitorTarget target, Optional<PassedSocket> passed) {
        Optional<RelayOptions> settings = relay.settings();
        if (settings.isPresent() && !(target instanceof MonitorTarget.Proxied)) {
            throw new UsageException("the relay's options need --listen [ADDR:]PORT --to ADDR:PORT");
        }
        return passed.map(socket -> settings.orElseGet(RelayOptions::defaults).toBuilder()
                        .inheritedListener(socket.descriptor())
                        .build())
                .or(() -> settings);
    }

    private StrategyPreference preference(MonitorTarget target, boolean passed) {
        if (strategies.isEmpty()) {
            if (passed) {
                return StrategyPreference.RELAY;
            }
            return target instanceof MonitorTarget.Proxied ? StrategyPreference.IN_PATH : StrategyPreference.OBSERVING;
        }
        List<String> names = strategies.stream()
                .flatMap(list -> Arrays.stream(list.split(",", -1)))
                .map(String::strip)
                .distinct()
                .toList();
        if (names.contains("")) {
            throw new UsageException(
                    "--strategy: \"" + String.join(",", strategies) + "\" has an empty name, expected NAME[,NAME...]");
        }
        return new StrategyPreference(names, true);
    }
}
