package dev.lull.launcher.run;

import dev.lull.ActivityMonitor;
import dev.lull.CommandAction;
import dev.lull.IdleWatcher;
import dev.lull.MonitorOptions;
import dev.lull.NanoClock;
import dev.lull.Reading;
import dev.lull.Strategies;
import dev.lull.Subscription;
import dev.lull.Verdict;
import dev.lull.WatchListener;
import dev.lull.launcher.Console;
import dev.lull.launcher.ExitCode;
import dev.lull.launcher.UnavailableException;
import dev.lull.launcher.option.Endpoint;
import dev.lull.launcher.option.OnIdle;
import dev.lull.launcher.process.CommandStartException;
import dev.lull.launcher.process.OrphanReaper;
import dev.lull.launcher.process.ParentProcess;
import dev.lull.launcher.process.Service;
import dev.lull.launcher.process.Signals;
import dev.lull.launcher.process.Termination;
import dev.lull.launcher.process.UnixSignal;
import dev.lull.launcher.report.EventsFile;
import dev.lull.launcher.report.LookChanges;
import dev.lull.launcher.report.RunLog;
import dev.lull.launcher.report.RunReport;
import dev.lull.launcher.report.event.CommandEndedEvent;
import dev.lull.launcher.report.event.CommandInBackgroundEvent;
import dev.lull.launcher.report.event.CommandStartedEvent;
import dev.lull.launcher.report.event.ExitCause;
import dev.lull.launcher.report.event.OnIdleLineEvent;
import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.report.event.SignalEvent;
import dev.lull.launcher.report.event.SlowEndEvent;
import dev.lull.launcher.report.event.StayingEvent;
import dev.lull.launcher.report.event.StoppedEvent;
import dev.lull.launcher.report.event.StoppingEvent;
import dev.lull.launcher.report.event.WatchingEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * One run: opens the monitor, then starts COMMAND, so that no connection is missed; watches; and ends all that it
 * started, whichever way it ends.
 */
final class RunSession {

    private static final System.Logger LOG = System.getLogger(RunSession.class.getName());

    private final RunSettings settings;
    private final ActivityMonitor monitor;
    private final RunReport report;
    private final FirstExitCause endings;
    private final IdleWatcher watcher;
    private final CompletableFuture<ParentProcess> parent;
    private final Object starting = new Object();
    private final AtomicReference<Optional<Service>> service;
    private final Subscription feed;
    private volatile Optional<CommandAction> shellLine = Optional.empty();
    private volatile boolean forced;

    private RunSession(
            RunSettings settings,
            ActivityMonitor monitor,
            RunReport report,
            CompletableFuture<ParentProcess> parent,
            AtomicReference<Optional<Service>> service,
            Subscription feed) {
        this.feed = feed;
        this.settings = settings;
        this.monitor = monitor;
        this.report = report;
        this.parent = parent;
        this.service = service;
        IdleWatcher.Builder builder = IdleWatcher.builder(monitor, settings.policy(), this::stop)
                .checkInterval(settings.checkInterval())
                .listener(afterEvents(monitor, report));
        if (settings.dryRun()) {
            builder.repeating();
        } else if (settings.onIdle() instanceof OnIdle.RunLine runLine) {
            builder.preparation(verdict -> runShellLine(runLine.line()));
        }
        this.watcher = builder.build();
        this.endings = new FirstExitCause(watcher::close);
    }

    /** Tells a look after the events that led to it, which come on a thread of their own: first who left, then idle. */
    private static WatchListener afterEvents(ActivityMonitor monitor, RunReport report) {
        return new WatchListener() {
            @Override
            public void onLook(Reading reading, Verdict verdict) {
                monitor.subscribe(event -> {}).close(); // ends when what was told before is heard
                report.onLook(reading, verdict);
            }
        };
    }

    /**
     * Runs the session.
     *
     * @return the exit code
     * @throws UsageException if the events cannot be written, or a named strategy does not fit
     * @throws UnavailableException if no strategy works here
     */
    static int run(RunSettings settings, Console console) throws UnavailableException, InterruptedException {
        // Loading native code takes a while (docs/performance.md): the monitor is opened meanwhile.
        CompletableFuture<ParentProcess> parent = settings.command().isEmpty()
                ? CompletableFuture.completedFuture(ParentProcess.ofStarted())
                : CompletableFuture.supplyAsync(ParentProcess::adoptingOrphans);
        Optional<EventsFile> events = settings.events().map(place -> EventsFile.open(place, console));
        try {
            return run(settings, console, parent, events);
        } finally {
            events.ifPresent(EventsFile::close);
        }
    }

    private static int run(
            RunSettings settings, Console console, CompletableFuture<ParentProcess> parent, Optional<EventsFile> events)
            throws UnavailableException, InterruptedException {
        NanoClock clock = NanoClock.system();
        Strategies.Opened opened = MonitorOpening.open(
                settings.target(), settings.strategies(), options(settings, clock), settings.filters());
        try (ActivityMonitor monitor = opened.monitor()) {
            List<Consumer<RunEvent>> writers = new ArrayList<>();
            writers.add(new RunLog(console, clock));
            events.ifPresent(writers::add);
            AtomicReference<Optional<Service>> service = new AtomicReference<>(Optional.empty());
            LookChanges changes = new LookChanges(monitor.strategy(), clock, () -> service.get()
                    .map(Service::whereItListens)
                    .orElse(""));
            RunReport report = new RunReport(monitor.strategy(), changes, writers);
            Subscription feed = ConnectionFeed.open(
                    monitor,
                    earlier -> report.tell(
                            WatchingEvent.of(Endpoint.of(settings.target()), opened, settings.policy(), earlier)),
                    report);
            try (feed) {
                return new RunSession(settings, monitor, report, parent, service, feed).run(console);
            }
        }
    }

    private static MonitorOptions options(RunSettings settings, NanoClock clock) {
        MonitorOptions.Builder options = MonitorOptions.builder().clock(clock);
        settings.relay().ifPresent(options::settings);
        settings.filters().threshold().ifPresent(needsBytes -> options.measureTraffic());
        return options.build();
    }

    private int run(Console console) throws InterruptedException {
        List.of("TERM", "INT", "HUP").forEach(name -> Signals.handle(name, this::received));
        if (!settings.command().isEmpty()) {
            List.of("USR1", "USR2").forEach(name -> Signals.handle(name, this::received));
        }
        try {
            if (!settings.command().isEmpty()) {
                start();
            }
            return watch();
        } catch (CommandStartException e) {
            console.say(String.valueOf(e.getMessage()));
            report.tell(new StoppedEvent(e.exitCode(), service(), new ExitCause.NotStarted(), false));
            return e.exitCode();
        } finally {
            service.get().ifPresent(Service::close);
        }
    }

    private void start() throws CommandStartException {
        ParentProcess parentProcess = parent.join();
        synchronized (starting) {
            if (endings.any()) {
                return; // a signal came first
            }
            start(parentProcess);
        }
    }

    private void start(ParentProcess parentProcess) throws CommandStartException {
        Service started =
                Service.start(settings.command(), settings.termination(), parentProcess, new Service.Listener() {
                    @Override
                    public void inBackground(int processes) {
                        report.tell(new CommandInBackgroundEvent(service(), processes));
                    }

                    @Override
                    public void endsSlowly(Duration untilKill) {
                        Termination termination = settings.termination();
                        report.tell(new SlowEndEvent(
                                service(),
                                termination.signal().toString(),
                                termination.grace().minus(untilKill),
                                untilKill));
                    }

                    @Override
                    public void ended(int exitCode) {
                        endings.offer(new ExitCause.CommandEnded(exitCode));
                    }
                });
        service.set(Optional.of(started));
        report.tell(new CommandStartedEvent(settings.command(), started.pid()));
        OrphanReaper.whenChildrenEnd(started::childrenChanged);
    }

    private int watch() throws InterruptedException {
        watcher.run();
        ExitCause ending = endings.await();
        if (ending instanceof ExitCause.ByVerdict && settings.onIdle() instanceof OnIdle.StopCommand) {
            monitor.close();
            report.tell(new StayingEvent(service()));
            ending = endings.awaitSignal();
        }
        return finish(ending);
    }

    private int finish(ExitCause ending) throws InterruptedException {
        int code = ExitCode.OK;
        if (ending instanceof ExitCause.CommandEnded ended) {
            endService(true);
            code = ended.exitCode();
        } else if (ending instanceof ExitCause.Signalled signalled) {
            report.tell(StoppingEvent.signalled(monitor.strategy(), service(), signalled));
            endService(signalled.passedOn());
            code = ExitCode.ofSignal(signalled.signal().number());
        }
        feed.close(); // what is on its way is told before the last event
        report.tell(new StoppedEvent(code, service(), ending, forced));
        return code;
    }

    /** What people call what is watched. */
    private String service() {
        return settings.command().isEmpty()
                ? StoppingEvent.UNNAMED_SERVICE
                : settings.command().get(0);
    }

    /** Ends what there is, and tells of it once. */
    private void endService(boolean asked) throws InterruptedException {
        Optional<Service> current = service.get();
        if (current.isEmpty()) {
            return;
        }
        try {
            end(current.get(), asked);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, settings.command().get(0) + " cannot be ended", e);
        }
    }

    private void end(Service running, boolean asked) throws IOException, InterruptedException {
        forced = running.end(asked);
        service.set(Optional.empty());
        report.tell(new CommandEndedEvent(service(), running.exitCode(), running.age(), forced));
    }

    /** The watcher's action. */
    private void stop(Verdict.ShutDown verdict) throws Exception {
        ExitCause.ByVerdict cause = verdict.cause() == Verdict.Cause.IDLE
                ? new ExitCause.Idle(verdict.idleFor())
                : new ExitCause.Unreadable(verdict.idleFor());
        if (settings.dryRun()) {
            report.tell(StoppingEvent.dryRun(monitor.strategy(), service(), cause));
            return;
        }
        if (!endings.offer(cause)) {
            return; // something else ends this run already
        }
        try {
            report.tell(StoppingEvent.because(monitor.strategy(), service(), cause));
            Optional<Service> current = service.get();
            if (current.isPresent()) {
                end(current.get(), false);
            }
        } catch (Exception e) {
            endings.takeBack(cause);
            throw e;
        }
    }

    /** The watcher's preparation: whoever comes while it runs is not cut off. */
    private void runShellLine(String line) throws IOException, InterruptedException {
        CommandAction running = parent.join().shellLine(line);
        shellLine = Optional.of(running);
        if (endings.any()) {
            throw new IOException("--on-idle: a signal came first, so \"" + line + "\" is not run");
        }
        int code = running.run();
        if (code != 0) {
            throw new IOException(
                    "--on-idle: \"" + line + "\" ended with exit code " + code + ", so nothing is stopped");
        }
        report.tell(new OnIdleLineEvent(line));
    }

    /** In a thread of the JVM's, one for each signal. One that comes while COMMAND is being started waits for that. */
    private void received(UnixSignal signal) {
        synchronized (starting) {
            Optional<Service> current = service.get();
            // Whoever runs Lull ends it by SIGTERM; COMMAND is asked in the way that it understands.
            UnixSignal passedOn =
                    signal.equals(UnixSignal.TERM) ? settings.termination().signal() : signal;
            // Before it is passed on: COMMAND may end at once, and of two ends the first one counts.
            handle(signal, current.map(running -> passedOn));
            current.ifPresent(running -> running.pass(passedOn));
        }
    }

    private void handle(UnixSignal signal, Optional<UnixSignal> passedOn) {
        report.tell(new SignalEvent(
                signal.toString(), passedOn.map(as -> as.equals(signal) ? service() : service() + " as " + as)));
        boolean nobodyElse = settings.command().isEmpty() && signal.name().equals("HUP");
        if (signal.asksToEnd() || nobodyElse) {
            endings.offer(new ExitCause.Signalled(signal, passedOn.isPresent())); // before: no line begins after it
            shellLine.ifPresent(CommandAction::cancel);
        }
    }
}
