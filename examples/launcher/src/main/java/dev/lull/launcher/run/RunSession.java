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
import dev.lull.launcher.Console;
import dev.lull.launcher.ExitCode;
import dev.lull.launcher.UnavailableException;
import dev.lull.launcher.UsageException;
import dev.lull.launcher.option.Endpoint;
import dev.lull.launcher.option.OnIdle;
import dev.lull.launcher.process.CommandStartException;
import dev.lull.launcher.process.OrphanReaper;
import dev.lull.launcher.process.ParentProcess;
import dev.lull.launcher.process.ReceivedSignal;
import dev.lull.launcher.process.Service;
import dev.lull.launcher.process.Signals;
import dev.lull.launcher.report.JsonLines;
import dev.lull.launcher.report.LookChanges;
import dev.lull.launcher.report.RunEventWriter;
import dev.lull.launcher.report.RunLog;
import dev.lull.launcher.report.RunReport;
import dev.lull.launcher.report.event.CommandEndedEvent;
import dev.lull.launcher.report.event.CommandInBackgroundEvent;
import dev.lull.launcher.report.event.CommandStartedEvent;
import dev.lull.launcher.report.event.ExitCause;
import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.report.event.SignalEvent;
import dev.lull.launcher.report.event.StayingEvent;
import dev.lull.launcher.report.event.StoppedEvent;
import dev.lull.launcher.report.event.StoppingEvent;
import dev.lull.launcher.report.event.WatchingEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
    private volatile Optional<Service> service = Optional.empty();
    private volatile Optional<CommandAction> shellLine = Optional.empty();

    private RunSession(
            RunSettings settings, ActivityMonitor monitor, RunReport report, CompletableFuture<ParentProcess> parent) {
        this.settings = settings;
        this.monitor = monitor;
        this.report = report;
        this.parent = parent;
        IdleWatcher.Builder builder = IdleWatcher.builder(monitor, settings.policy(), this::idle)
                .checkInterval(settings.checkInterval())
                .listener(report);
        this.watcher = settings.dryRun() ? builder.repeating().build() : builder.build();
        this.endings = new FirstExitCause(watcher::close);
    }

    /**
     * Does it.
     *
     * @return the exit code
     * @throws UsageException if the events cannot be written, or a named strategy does not fit
     * @throws UnavailableException if no strategy works here
     */
    static int run(RunSettings settings, Console console) throws UnavailableException, InterruptedException {
        // Native code takes a third of a second to load: meanwhile the monitor is opened.
        CompletableFuture<ParentProcess> parent = settings.command().isEmpty()
                ? CompletableFuture.completedFuture(ParentProcess.ofStarted())
                : CompletableFuture.supplyAsync(ParentProcess::adoptingOrphans);
        Optional<OutputStream> events = settings.events().map(RunSession::openEvents);
        NanoClock clock = NanoClock.system();
        Strategies.Opened opened = MonitorOpening.open(
                settings.target(), settings.strategies(), options(settings, clock), settings.filters());
        try (ActivityMonitor monitor = opened.monitor()) {
            List<Consumer<RunEvent>> writers = new ArrayList<>();
            writers.add(new RunLog(console, clock));
            events.ifPresent(out -> writers.add(eventWriter(settings, console, out)));
            RunReport report = new RunReport(monitor.strategy(), new LookChanges(monitor.strategy(), clock), writers);
            report.tell(watching(settings, opened));
            return new RunSession(settings, monitor, report, parent).run(console);
        }
    }

    private static MonitorOptions options(RunSettings settings, NanoClock clock) {
        MonitorOptions.Builder options = MonitorOptions.builder().clock(clock);
        settings.relay().ifPresent(options::settings);
        settings.filters().threshold().ifPresent(needsBytes -> options.measureTraffic());
        return options.build();
    }

    private static OutputStream openEvents(String place) {
        try {
            return JsonLines.open(place);
        } catch (IOException | java.nio.file.InvalidPathException e) {
            throw new UsageException("--events: cannot write to " + place + ": " + reason(e));
        }
    }

    private static String reason(Exception failure) {
        if (failure instanceof java.nio.file.NoSuchFileException) {
            return "no such directory";
        }
        if (failure instanceof java.nio.file.AccessDeniedException) {
            return "permission denied";
        }
        return failure instanceof java.nio.file.FileSystemException file && file.getReason() != null
                ? file.getReason()
                : String.valueOf(failure.getMessage());
    }

    private static Consumer<RunEvent> eventWriter(RunSettings settings, Console console, OutputStream out) {
        return new RunEventWriter(new JsonLines(
                out,
                Clock.systemUTC(),
                failure -> console.say("events cannot be written to " + place(settings) + ": " + failure.getMessage()
                        + "; some are lost, watching goes on")));
    }

    private static String place(RunSettings settings) {
        return settings.events()
                .map(place -> place.equals("-") ? "the standard output" : place)
                .orElse("");
    }

    private static WatchingEvent watching(RunSettings settings, Strategies.Opened opened) {
        ActivityMonitor monitor = opened.monitor();
        return new WatchingEvent(
                Endpoint.of(settings.target()),
                monitor.strategy(),
                monitor.description(),
                monitor.capabilities(),
                opened.passedOver(),
                settings.policy().idleTimeout(),
                settings.policy().startupGrace(),
                monitor.read() instanceof Reading.Unreadable ? List.of() : monitor.connections());
    }

    private int run(Console console) throws InterruptedException {
        List.of("TERM", "INT", "HUP").forEach(name -> Signals.handle(name, this::received));
        if (!settings.command().isEmpty()) {
            List.of("USR1", "USR2").forEach(name -> Signals.handle(name, this::received));
        }
        Subscription subscription = monitor.subscribe(report);
        try (subscription) {
            if (!settings.command().isEmpty()) {
                start();
            }
            return watch();
        } catch (CommandStartException e) {
            console.say(String.valueOf(e.getMessage()));
            report.tell(new StoppedEvent(e.exitCode(), service(), new ExitCause.NotStarted()));
            return e.exitCode();
        } finally {
            service.ifPresent(Service::close);
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
                Service.start(settings.command(), settings.terminationGrace(), parentProcess, new Service.Listener() {
                    @Override
                    public void inBackground(int processes) {
                        report.tell(new CommandInBackgroundEvent(service(), processes));
                    }

                    @Override
                    public void ended(int exitCode) {
                        endings.offer(new ExitCause.CommandEnded(exitCode));
                    }
                });
        service = Optional.of(started);
        report.tell(new CommandStartedEvent(settings.command(), started.pid()));
        OrphanReaper.whenChildrenEnd(started::childrenChanged);
    }

    private int watch() throws InterruptedException {
        watcher.run();
        ExitCause ending = endings.await();
        if (ending instanceof ExitCause.Idle && settings.onIdle() instanceof OnIdle.StopCommand) {
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
        report.tell(new StoppedEvent(code, service(), ending));
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
        Optional<Service> current = service;
        if (current.isEmpty()) {
            return;
        }
        try {
            current.get().end(asked);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, settings.command().get(0) + " cannot be ended", e);
            return;
        }
        tellEnded(current.get());
    }

    private void tellEnded(Service ended) {
        service = Optional.empty();
        report.tell(new CommandEndedEvent(service(), ended.exitCode(), ended.age()));
    }

    /** The watcher's action. */
    private void idle(Verdict.ShutDown verdict) throws Exception {
        Duration idleFor = verdict.idleFor();
        if (settings.dryRun()) {
            report.tell(StoppingEvent.dryRun(monitor.strategy(), service(), idleFor));
            return;
        }
        ExitCause.Idle ending = new ExitCause.Idle(idleFor);
        if (!endings.offer(ending)) {
            return; // something else ends this run already
        }
        try {
            stopBecauseIdle(idleFor);
        } catch (Exception e) {
            endings.takeBack(ending);
            throw e;
        }
    }

    private void stopBecauseIdle(Duration idleFor) throws IOException, InterruptedException {
        if (settings.onIdle() instanceof OnIdle.RunLine runLine) {
            runShellLine(runLine.line());
        }
        report.tell(StoppingEvent.idle(monitor.strategy(), service(), idleFor));
        Optional<Service> current = service;
        if (current.isPresent()) {
            current.get().end(false);
            tellEnded(current.get());
        }
    }

    private void runShellLine(String line) throws IOException, InterruptedException {
        CommandAction running = new CommandAction(List.of("sh", "-c", line), parent.join()::start);
        shellLine = Optional.of(running);
        int code = running.run();
        if (code != 0) {
            throw new IOException(
                    "--on-idle: \"" + line + "\" ended with exit code " + code + ", so nothing is stopped");
        }
    }

    /** In a thread of the JVM's, one for each signal. One that comes while COMMAND is being started waits for that. */
    private void received(ReceivedSignal signal) {
        synchronized (starting) {
            Optional<Service> current = service;
            // Before it is passed on: COMMAND may end at once, and of two ends the first one counts.
            handle(signal, current.isPresent());
            current.ifPresent(running -> running.pass(signal));
        }
    }

    private void handle(ReceivedSignal signal, boolean passOn) {
        report.tell(new SignalEvent(signal.toString(), passOn ? Optional.of(service()) : Optional.empty()));
        boolean nobodyElse = settings.command().isEmpty() && signal.name().equals("HUP");
        if (signal.asksToEnd() || nobodyElse) {
            shellLine.ifPresent(CommandAction::cancel);
            endings.offer(new ExitCause.Signalled(signal, passOn));
        }
    }
}
