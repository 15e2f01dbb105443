package dev.lull.launcher.run;

import dev.lull.ActivityListener;
import dev.lull.ActivityMonitor;
import dev.lull.ConnectionEvent;
import dev.lull.MonitorOptions;
import dev.lull.NanoClock;
import dev.lull.Strategies;
import dev.lull.Subscription;
import dev.lull.Verdict;
import dev.lull.ebpf.EbpfOptions;
import dev.lull.launcher.command.WatchedCommand;
import dev.lull.launcher.console.Console;
import dev.lull.launcher.console.UsageException;
import dev.lull.launcher.control.Controllable;
import dev.lull.launcher.metrics.LoopHealth;
import dev.lull.launcher.metrics.MeteredService;
import dev.lull.launcher.metrics.MetricsPort;
import dev.lull.launcher.option.Endpoint;
import dev.lull.launcher.process.CommandStartException;
import dev.lull.launcher.process.ParentProcess;
import dev.lull.launcher.process.Signals;
import dev.lull.launcher.process.UnixSignal;
import dev.lull.launcher.report.EventsFile;
import dev.lull.launcher.report.LookChanges;
import dev.lull.launcher.report.RunLog;
import dev.lull.launcher.report.RunReport;
import dev.lull.launcher.report.event.ExitCause;
import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.report.event.SignalEvent;
import dev.lull.launcher.report.event.StoppedEvent;
import dev.lull.launcher.report.event.StoppingEvent;
import dev.lull.launcher.report.event.WatchingEvent;
import dev.lull.launcher.systemd.LoopPulse;
import dev.lull.launcher.systemd.ServiceManager;
import dev.lull.metrics.WatchTally;
import dev.lull.procfs.ProcfsOptions;
import dev.lull.proxy.ServiceGate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * One run: opens the monitor, then starts COMMAND, so that no connection is missed; watches; and ends all that it
 * started, whichever way it ends.
 */
final class RunSession {

    private static final System.Logger LOG = System.getLogger(RunSession.class.getName());

    private final RunSettings settings;
    private final ActivityMonitor monitor;
    private final RunReport report;
    private final WatchedCommand command;
    private final CompletableFuture<ParentProcess> parent;
    private final Subscription feed;
    private final RunLoop loop;
    private final CommandSleep sleep;
    private final ActivityMonitor unfiltered;
    private final RunMemory memory;
    private final RunHolds holds = new RunHolds(NanoClock.system());
    private final StandingHolds standing;
    private final ServiceManager manager;
    private final LoopPulse pulse = new LoopPulse(NanoClock.system());
    private final FirstExitCause endings = new FirstExitCause(this::stopWatching);
    private final StopHooks hooks;
    private final Observers observers = new Observers();
    private final LoopHealth health;
    private final Object starting = new Object();

    private RunSession(
            RunSettings settings,
            ActivityMonitor monitor,
            ActivityMonitor unfiltered,
            RunReport report,
            WatchedCommand command,
            CompletableFuture<ParentProcess> parent,
            Subscription feed,
            Optional<ServiceGate> gate,
            ServiceManager manager,
            Optional<MetricsPort> metrics,
            RunMemory memory,
            StandingHolds standing) {
        this.settings = settings;
        this.unfiltered = unfiltered;
        this.memory = memory;
        this.standing = standing;
        this.monitor = monitor;
        this.report = report;
        this.command = command;
        this.parent = parent;
        this.feed = feed;
        this.manager = manager;
        this.hooks = new StopHooks(settings.stop(), parent, endings, this::thaw, report::tell, pulse);
        this.sleep = new CommandSleep(
                settings,
                monitor,
                settings.sleep().wakesForIgnored() ? unfiltered : monitor,
                command,
                report,
                hooks,
                endings,
                gate,
                this::start,
                this::lookNow);
        this.health = new LoopHealth(pulse, this::lookNow, settings.stop().doorTimeout(), NanoClock.system());
        metrics.ifPresent(this::serveAt);
        this.loop = new RunLoop(
                settings,
                monitor,
                report,
                hooks,
                this::stop,
                sleep.asleep(),
                pulse,
                observers,
                memory,
                holds,
                standing);
    }

    /**
     * Runs the session.
     *
     * @return the exit code
     * @throws UsageException if the events cannot be written, or a named strategy does not fit
     * @throws CannotWatchException if no strategy works here
     */
    static int run(RunSettings settings, Console console) throws CannotWatchException, InterruptedException {
        // Loading native code takes a while (docs/performance.md): the monitor is opened meanwhile.
        CompletableFuture<ParentProcess> parent = settings.command().isEmpty()
                ? CompletableFuture.completedFuture(ParentProcess.ofStarted())
                : CompletableFuture.supplyAsync(ParentProcess::adoptingOrphans);
        Optional<EventsFile> events = settings.events().map(place -> EventsFile.open(place, console));
        Optional<MetricsPort> metrics = settings.metrics().map(RunSession::openMetrics);
        try (ServiceManager manager = ServiceManager.ofThisProcess()) {
            return run(settings, console, parent, events, manager, metrics);
        } finally {
            metrics.ifPresent(MetricsPort::close);
            events.ifPresent(EventsFile::close);
        }
    }

    private static int run(
            RunSettings settings,
            Console console,
            CompletableFuture<ParentProcess> parent,
            Optional<EventsFile> events,
            ServiceManager manager,
            Optional<MetricsPort> metrics)
            throws CannotWatchException, InterruptedException {
        NanoClock clock = NanoClock.system();
        RunLog log = new RunLog(console, clock);
        Consumer<RunEvent> writers = (events.isPresent() ? log.andThen(events.get()) : log).andThen(manager);
        WatchedCommand command = new WatchedCommand(
                settings.command(), settings.user(), settings.stop().termination(), settings.isFreezable(), writers);
        Optional<ServiceGate> gate =
                settings.stopsToSleep() ? Optional.of(ServiceGate.shutAtFirst()) : Optional.empty();
        AtomicReference<ActivityMonitor> unfiltered = new AtomicReference<>();
        Strategies.Opened opened = MonitorOpening.open(
                settings.target(), settings.strategies(), options(settings, command, clock, gate), monitor -> {
                    unfiltered.set(monitor);
                    return settings.filtered(monitor);
                });
        try (ActivityMonitor monitor = opened.monitor()) {
            LookChanges changes =
                    new LookChanges(monitor.strategy(), settings.freezes(), clock, command::whereItListens);
            RunReport report = new RunReport(monitor.strategy(), command.name(), changes, List.of(writers));
            RunMemory memory = new RunMemory(Clock.systemUTC());
            AtomicReference<WatchingEvent> watching = new AtomicReference<>();
            Subscription feed = ConnectionFeed.open(
                    monitor,
                    earlier -> {
                        watching.set(WatchingEvent.of(
                                Endpoint.of(settings.target()),
                                opened,
                                settings.policy(),
                                settings.freezes(),
                                earlier));
                        report.tell(watching.get());
                    },
                    remembering(memory, report));
            StandingHolds standing = new StandingHolds(settings.holds(), monitor.strategy(), clock, report::tell);
            try (feed;
                    command;
                    standing) {
                ActivityMonitor everybody = unfiltered.get();
                RunSession session = new RunSession(
                        settings, monitor, everybody, report, command, parent, feed, gate, manager, metrics, memory,
                        standing);
                RunSocket socket =
                        RunSocket.open(settings.control(), name -> session.control(name, watching.get()), console);
                try (socket) {
                    return session.run(console);
                }
            }
        }
    }

    private static MetricsPort openMetrics(InetSocketAddress where) {
        try {
            return MetricsPort.open(where);
        } catch (IOException e) {
            throw new UsageException("--metrics: " + e.getMessage());
        }
    }

    private void serveAt(MetricsPort port) {
        WatchTally tally = new WatchTally(monitor);
        observers.add(tally);
        port.add(new MeteredService(settings.control().name(), tally, health));
    }

    private static ActivityListener remembering(RunMemory memory, RunReport report) {
        return new ActivityListener() {
            @Override
            public void onEvent(ConnectionEvent event) {
                memory.came(event);
                report.onEvent(event);
            }

            @Override
            public void onUntold(long opened, long closed) {
                report.onUntold(opened, closed);
            }
        };
    }

    private Controllable control(String name, WatchingEvent watching) {
        RunStatus status = new RunStatus(
                name,
                settings,
                watching,
                monitor,
                unfiltered,
                command.name(),
                loop,
                memory,
                holds,
                standing,
                endings,
                NanoClock.system(),
                Clock.systemUTC());
        return new RunControl(
                settings, monitor, command.name(), report, loop, status, memory, holds, standing, hooks, endings);
    }

    private static MonitorOptions options(
            RunSettings settings, WatchedCommand command, NanoClock clock, Optional<ServiceGate> gate) {
        MonitorOptions.Builder options = MonitorOptions.builder().clock(clock);
        if (!settings.command().isEmpty()) { // which the guard ends whatever becomes of Lull
            options.settings(ProcfsOptions.builder()
                    .serviceProcesses(command::guardedProcesses)
                    .build());
        }
        options.settings(EbpfOptions.builder()
                .serviceProcesses(command::guardedProcesses)
                .build());
        if (gate.isPresent()) {
            options.settings(settings.relaying(gate));
        } else {
            settings.relay().ifPresent(options::settings);
        }
        if (settings.filters().needTraffic() || settings.metrics().isPresent()) {
            options.measureTraffic();
        }
        return options.build();
    }

    private void thaw() {
        try {
            command.thaw();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, command.name() + " stays frozen", e);
        }
    }

    private void lookNow() {
        loop.lookNow();
    }

    private void stopWatching() {
        loop.close();
    }

    private int run(Console console) throws InterruptedException {
        List.of("TERM", "INT", "HUP").forEach(name -> Signals.handle(name, this::received));
        if (!settings.command().isEmpty()) {
            List.of("USR1", "USR2").forEach(name -> Signals.handle(name, this::received));
            try {
                if (sleep.stopped().isPresent()) {
                    sleep.stopped().get().start();
                } else {
                    boolean ignored = start(exitCode -> endings.offer(new ExitCause.CommandEnded(exitCode)));
                }
            } catch (CommandStartException e) {
                console.complain(String.valueOf(e.getMessage()));
                return stopped(new ExitCause.NotStarted(e.exitCode()));
            }
        }
        try (sleep) {
            if (!endings.hasCome()) {
                manager.ready(pulse, this::lookNow);
            }
            return watch();
        }
    }

    private boolean start(IntConsumer ended) throws CommandStartException {
        ParentProcess loaded = parent.join();
        synchronized (starting) {
            if (endings.hasCome()) { // a signal came first
                return false;
            }
            command.start(loaded, ended);
            return true;
        }
    }

    private int watch() throws InterruptedException {
        health.begins();
        loop.run();
        health.ends();
        ExitCause ending = endings.await();
        manager.stopping();
        if (ending instanceof ExitCause.CommandEnded) {
            endCommand(true);
        } else if (ending instanceof ExitCause.Signalled signalled) {
            report.tell(StoppingEvent.signalled(monitor.strategy(), command.name(), signalled));
            endCommand(signalled.passedOn());
        } else if (ending instanceof ExitCause.Asked asked) {
            report.tell(StoppingEvent.asked(monitor.strategy(), command.name(), asked));
            endCommand(false);
        }
        return stopped(ending);
    }

    private int stopped(ExitCause ending) {
        hooks.cancel();
        feed.close(); // what is on its way is told before the last event
        report.tell(new StoppedEvent(command.name(), ending, command.wasForced()));
        return ending.exitCode();
    }

    private void endCommand(boolean asked) throws InterruptedException {
        try {
            command.end(asked);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, command.name() + " cannot be ended", e);
        }
    }

    /** The watcher's action. */
    private void stop(Verdict.ShutDown verdict) throws Exception {
        ExitCause.ByVerdict cause = CommandSleep.causeOf(verdict);
        if (settings.stop().dryRun()) {
            report.tell(StoppingEvent.dryRun(monitor.strategy(), command.name(), cause));
            return;
        }
        holds.decideToStop();
        if (!endings.offer(cause)) {
            return; // something else ends this run already
        }
        try {
            manager.stopping();
            report.tell(StoppingEvent.because(monitor.strategy(), command.name(), cause));
            boolean ignored = pulse.during(() -> {
                command.end(false);
                return true;
            });
        } catch (Exception e) {
            endings.takeBack(cause);
            holds.goOn();
            throw e;
        }
    }

    /** In a thread of the JVM's, one for each signal. One that comes while COMMAND is being started waits for that. */
    private void received(UnixSignal signal) {
        synchronized (starting) {
            Optional<UnixSignal> passedOn = command.passedOnAs(signal);
            // Before it is passed on: COMMAND may end at once, and of two ends the first one counts.
            handle(signal, passedOn);
            passedOn.ifPresent(as -> {
                command.pass(as);
                loop.wake(); // one that was frozen is thawed to receive it
            });
        }
    }

    private void handle(UnixSignal signal, Optional<UnixSignal> passedOn) {
        String name = command.name();
        report.tell(
                new SignalEvent(signal.toString(), passedOn.map(as -> as.equals(signal) ? name : name + " as " + as)));
        boolean nobodyElse = settings.command().isEmpty() && signal.name().equals("HUP");
        if (signal.asksToEnd() || nobodyElse) {
            endings.offer(new ExitCause.Signalled(signal, passedOn.isPresent())); // before: no line begins after it
            hooks.cancel();
        }
    }
}
