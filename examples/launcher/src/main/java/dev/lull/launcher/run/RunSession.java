package dev.lull.launcher.run;

import dev.lull.ActivityMonitor;
import dev.lull.IdleWatcher;
import dev.lull.MonitorOptions;
import dev.lull.NanoClock;
import dev.lull.Reading;
import dev.lull.Subscription;
import dev.lull.Verdict;
import dev.lull.launcher.Console;
import dev.lull.launcher.ExitCode;
import dev.lull.launcher.UnavailableException;
import dev.lull.launcher.UsageException;
import dev.lull.launcher.option.DurationText;
import dev.lull.launcher.option.Endpoint;
import dev.lull.launcher.option.OnIdle;
import dev.lull.launcher.process.Children;
import dev.lull.launcher.process.CommandStartException;
import dev.lull.launcher.process.OrphanReaper;
import dev.lull.launcher.process.ReceivedSignal;
import dev.lull.launcher.process.Service;
import dev.lull.launcher.process.ShellLine;
import dev.lull.launcher.process.Signals;
import dev.lull.launcher.report.JsonLines;
import dev.lull.launcher.report.RunEventWriter;
import dev.lull.launcher.report.RunListener;
import dev.lull.launcher.report.RunListeners;
import dev.lull.launcher.report.RunLog;
import dev.lull.launcher.report.WatchSetup;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One run: opens the monitor, then starts COMMAND, so that no connection is missed; watches; and ends all that it
 * started, whichever way it ends.
 */
final class RunSession {

    private static final System.Logger LOG = System.getLogger(RunSession.class.getName());

    private final RunSettings settings;
    private final ActivityMonitor monitor;
    private final RunListener listener;
    private final FirstExitCause endings;
    private final IdleWatcher watcher;
    private final CompletableFuture<Children> children;
    private final Object starting = new Object();
    private volatile Optional<Service> service = Optional.empty();
    private volatile Optional<ShellLine> shellLine = Optional.empty();

    private RunSession(
            RunSettings settings, ActivityMonitor monitor, RunListener listener, CompletableFuture<Children> children) {
        this.settings = settings;
        this.monitor = monitor;
        this.listener = listener;
        this.children = children;
        IdleWatcher.Builder builder = IdleWatcher.builder(monitor, settings.policy(), this::idle)
                .checkInterval(settings.checkInterval())
                .listener(listener);
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
        CompletableFuture<Children> children = settings.command().isEmpty()
                ? CompletableFuture.completedFuture(Children.only())
                : CompletableFuture.supplyAsync(Children::adoptingOrphans);
        Optional<OutputStream> events = settings.events().map(RunSession::openEvents);
        NanoClock clock = NanoClock.system();
        MonitorOpening opened = MonitorOpening.open(
                settings.target(), settings.strategies(), options(settings, clock), settings.filters());
        try (ActivityMonitor monitor = opened.monitor()) {
            List<RunListener> listeners = new ArrayList<>();
            listeners.add(new RunLog(console, clock));
            events.ifPresent(out -> listeners.add(recorder(settings, console, out, monitor.strategy())));
            RunListener all = new RunListeners(listeners);
            all.onWatching(watching(settings, opened));
            return new RunSession(settings, monitor, all, children).run(console);
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

    private static RunListener recorder(RunSettings settings, Console console, OutputStream out, String strategy) {
        JsonLines stream = new JsonLines(
                out,
                Clock.systemUTC(),
                failure -> console.say("events cannot be written to " + place(settings) + ": " + failure.getMessage()
                        + "; some are lost, watching goes on"));
        return new RunEventWriter(stream, strategy);
    }

    private static String place(RunSettings settings) {
        return settings.events()
                .map(place -> place.equals("-") ? "the standard output" : place)
                .orElse("");
    }

    private static WatchSetup watching(RunSettings settings, MonitorOpening opened) {
        ActivityMonitor monitor = opened.monitor();
        return new WatchSetup(
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
        Subscription subscription = monitor.subscribe(listener);
        try (subscription) {
            if (!settings.command().isEmpty()) {
                start();
            }
            return watch();
        } catch (CommandStartException e) {
            console.say(String.valueOf(e.getMessage()));
            listener.onStopped(e.exitCode(), "COMMAND cannot be started");
            return e.exitCode();
        } finally {
            service.ifPresent(Service::close);
        }
    }

    private void start() throws CommandStartException {
        Children family = children.join();
        synchronized (starting) {
            if (endings.any()) {
                return; // a signal came first
            }
            start(family);
        }
    }

    private void start(Children family) throws CommandStartException {
        Service started =
                Service.start(settings.command(), settings.terminationGrace(), family, new Service.Listener() {
                    @Override
                    public void inBackground(int processes) {
                        listener.onCommandInBackground(processes);
                    }

                    @Override
                    public void ended(int exitCode) {
                        endings.offer(new ExitCause.CommandEnded(exitCode));
                    }
                });
        service = Optional.of(started);
        listener.onCommandStarted(settings.command(), started.pid());
        OrphanReaper.whenChildrenEnd(started::childrenChanged);
    }

    private int watch() throws InterruptedException {
        watcher.run();
        ExitCause ending = endings.await();
        if (ending instanceof ExitCause.Idle && settings.onIdle() instanceof OnIdle.StopCommand) {
            monitor.close();
            listener.onStaying();
            ending = endings.awaitSignal();
        }
        return finish(ending);
    }

    private int finish(ExitCause ending) throws InterruptedException {
        int code;
        String reason;
        if (ending instanceof ExitCause.CommandEnded ended) {
            endService(true);
            code = ended.exitCode();
            reason = settings.command().get(0) + " ended by itself";
        } else if (ending instanceof ExitCause.Signalled signalled) {
            listener.onStopping(signalled.signal() + " received");
            endService(signalled.passedOn());
            code = ExitCode.ofSignal(signalled.signal().number());
            reason = "ended by " + signalled.signal();
        } else {
            code = ExitCode.OK;
            reason = "stopped because idle";
        }
        listener.onStopped(code, reason);
        return code;
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
        listener.onCommandEnded(ended.exitCode(), ended.age());
    }

    /** The watcher's action. */
    private void idle(Verdict.ShutDown verdict) throws Exception {
        Duration idleFor = verdict.idleFor();
        if (settings.dryRun()) {
            listener.onDryRun(idleFor);
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
            ShellLine running = ShellLine.start(runLine.line(), children.join());
            shellLine = Optional.of(running);
            running.requireSuccess();
        }
        listener.onStopping("idle for " + DurationText.of(idleFor));
        Optional<Service> current = service;
        if (current.isPresent()) {
            current.get().end(false);
            tellEnded(current.get());
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
        listener.onSignal(signal, passOn);
        boolean nobodyElse = settings.command().isEmpty() && signal.name().equals("HUP");
        if (signal.asksToEnd() || nobodyElse) {
            shellLine.ifPresent(ShellLine::cancel);
            endings.offer(new ExitCause.Signalled(signal, passOn));
        }
    }
}
