package dev.lull.launcher.run;

import dev.lull.NanoClock;
import dev.lull.Sleeper;
import dev.lull.StopCalledOffException;
import dev.lull.Verdict;
import dev.lull.launcher.command.RunEnd;
import dev.lull.launcher.console.Console;
import dev.lull.launcher.console.ExitCode;
import dev.lull.launcher.console.UsageException;
import dev.lull.launcher.metrics.MetricsPort;
import dev.lull.launcher.process.CommandStartException;
import dev.lull.launcher.process.OrphanReaper;
import dev.lull.launcher.process.ParentProcess;
import dev.lull.launcher.process.Signals;
import dev.lull.launcher.process.StrayProcesses;
import dev.lull.launcher.process.UnixSignal;
import dev.lull.launcher.report.EventsFile;
import dev.lull.launcher.report.RunLog;
import dev.lull.launcher.report.event.ExitCause;
import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.report.event.SignalEvent;
import dev.lull.launcher.report.event.StoppedEvent;
import dev.lull.launcher.systemd.LoopPulse;
import dev.lull.launcher.systemd.ServiceManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One run, of one service or several: opens all monitors, then starts each COMMAND, so that no connection is missed; watches;
 * and ends all that it started, whichever way it ends.
 */
final class RunSession implements RunService.Run, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RunSession.class.getName());

    private static final Duration BETWEEN_CHECKS = Duration.ofMillis(20);

    private static final String ALL = "the last service";

    private final RunContext context;
    private final ServiceManager manager;
    private final LoopPulse votersPulse = new LoopPulse(NanoClock.system());
    private final FirstExitCause endings = new FirstExitCause(this::stopWatching);
    private final List<RunService> services = new ArrayList<>();
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    private final Object starting = new Object();
    private Optional<Voters> voters = Optional.empty();
    private volatile Optional<RunLoop> votersLoop = Optional.empty();
    private volatile Optional<RuntimeException> failure = Optional.empty();

    // Under the lock of starting
    private boolean isReaping;

    // Under this object's lock
    private Optional<ExitCause> firstFailure = Optional.empty();

    private RunSession(RunContext context, ServiceManager manager) {
        this.context = context;
        this.manager = manager;
    }

    /**
     * Runs the session.
     *
     * @param plans the services, in the order of their start; at least one
     * @return the exit code
     * @throws UsageException if the events cannot be written, or a named strategy does not fit
     * @throws CannotWatchException if no strategy works here
     */
    static int run(List<ServicePlan> plans, Console console) throws CannotWatchException, InterruptedException {
        // Loading native code takes a while (docs/performance.md): the monitors are opened meanwhile.
        boolean hasCommand =
                plans.stream().anyMatch(plan -> !plan.settings().command().isEmpty());
        CompletableFuture<ParentProcess> parent = hasCommand
                ? CompletableFuture.supplyAsync(ParentProcess::adoptingOrphans)
                : CompletableFuture.completedFuture(ParentProcess.ofStarted());
        Optional<EventsFile> events = plans.stream()
                .flatMap(plan -> plan.settings().events().stream())
                .findFirst()
                .map(place -> EventsFile.open(place, console));
        Optional<MetricsPort> metrics = plans.stream()
                .flatMap(plan -> plan.settings().metrics().stream())
                .findFirst()
                .map(RunSession::openMetrics);
        try (ServiceManager manager = ServiceManager.ofThisProcess()) {
            RunLog log = new RunLog(console, NanoClock.system());
            Consumer<RunEvent> writers = (events.isPresent() ? log.andThen(events.get()) : log).andThen(manager);
            RunContext context =
                    new RunContext(console, NanoClock.system(), parent, writers, metrics, plans.size() == 1);
            try (RunSession session = new RunSession(context, manager)) {
                session.open(plans);
                return session.run();
            }
        } finally {
            metrics.ifPresent(MetricsPort::close);
            events.ifPresent(EventsFile::close);
        }
    }

    private static MetricsPort openMetrics(InetSocketAddress where) {
        try {
            return MetricsPort.open(where);
        } catch (IOException e) {
            throw new UsageException("--metrics: " + e.getMessage());
        }
    }

    private void open(List<ServicePlan> plans) throws CannotWatchException {
        for (ServicePlan plan : plans) {
            boolean isStoppedWithOthers = context.isAlone() || RunService.votes(plan.settings());
            services.add(RunService.open(
                    plan, context, this, isStoppedWithOthers ? votersPulse : new LoopPulse(NanoClock.system())));
        }
        makeLoops();
        services.forEach(RunService::openSocket);
    }

    private void makeLoops() {
        List<Voters.Voter> voting = new ArrayList<>();
        List<Voters.Sleeping> sleeping = new ArrayList<>();
        for (RunService service : services) {
            Optional<ServiceWatch.Asleep> asleep = service.asleep();
            boolean votes = context.isAlone() ? asleep.isEmpty() : service.votes();
            Voters.Voter voter = new Voters.Voter(service.member(), service.watch());
            if (asleep.isPresent()) {
                service.setOwnLoop(new RunLoop(service.watch()
                        .sleeper(
                                asleep.get(),
                                votes ? new LoopPulse(context.clock()) : service.pulse(),
                                context.isAlone() ? Optional.of(this::stop) : Optional.empty())));
            } else if (!votes) { // it would sleep, but for --dry-run
                service.setOwnLoop(new RunLoop(new Voters(List.of(voter), List.of())
                        .watcher(verdict -> service.rehearse(CommandSleep.causeOf(verdict)), service.pulse())));
            }
            if (votes) {
                voting.add(voter);
            } else {
                sleeping.add(new Voters.Sleeping(service.member(), () -> service.state() == Sleeper.State.ASLEEP));
            }
        }
        if (!voting.isEmpty()) {
            Voters all = new Voters(voting, sleeping);
            voters = Optional.of(all);
            votersLoop = Optional.of(new RunLoop(all.watcher(this::stop, votersPulse)));
        }
    }

    @Override
    public RunEnd end() {
        return endings;
    }

    @Override
    public boolean unlessEnding(RunService.StartStep step) throws CommandStartException {
        synchronized (starting) {
            if (endings.hasCome()) { // a signal came first
                return false;
            }
            step.run();
            if (!isReaping) {
                isReaping = true; // not before: Java sets SIGCHLD back when it starts its first process
                OrphanReaper.whenChildrenEnd(
                        () -> services.forEach(service -> service.command().childrenChanged()));
            }
            return true;
        }
    }

    @Override
    public void lookNow() {
        votersLoop.ifPresent(RunLoop::lookNow);
    }

    private void stopWatching() {
        votersLoop.ifPresent(RunLoop::close);
        services.forEach(service -> service.ownLoop().ifPresent(RunLoop::close));
    }

    @Override
    public void over(RunService service, ExitCause cause) {
        if (!context.isAlone() && endings.hasCome()) {
            return; // it ends with the others
        }
        boolean isLast;
        synchronized (this) {
            if (!service.retire(cause) && !context.isAlone()) {
                return;
            }
            if (firstFailure.isEmpty() && cause.exitCode() != ExitCode.OK) {
                firstFailure = Optional.of(cause);
            }
            isLast = services.stream().allMatch(RunService::isOver);
        }
        if (isLast) {
            boolean ignored = endings.offer(firstFailure().orElse(cause));
        } else {
            start("lull-over-" + service.name(), () -> service.endAlone(cause));
        }
    }

    private synchronized Optional<ExitCause> firstFailure() {
        return firstFailure;
    }

    /** A part of the run that has a thread of its own. */
    @FunctionalInterface
    private interface Part {
        void run() throws InterruptedException;
    }

    private void start(String name, Part part) {
        Thread thread = new Thread(
                () -> {
                    try {
                        part.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // by nobody: the thread is known here only
                    } catch (RuntimeException e) {
                        failure = Optional.of(e);
                        boolean ignored = endings.offer(new ExitCause.NotStarted(ExitCode.INTERNAL));
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private int run() throws InterruptedException {
        List.of("TERM", "INT", "HUP").forEach(name -> Signals.handle(name, this::received));
        if (services.stream().anyMatch(RunService::hasCommand)) {
            List.of("USR1", "USR2").forEach(name -> Signals.handle(name, this::received));
        }
        if (context.isAlone()) {
            services.get(0).begin();
        } else {
            beginAll();
        }
        if (!endings.hasCome()) {
            manager.ready(loops());
        }
        watch();
        ExitCause ending = endings.await();
        if (!(ending instanceof ExitCause.NotStarted)) {
            manager.stopping();
        }
        finish(ending);
        return stopped(ending);
    }

    private List<ServiceManager.Loop> loops() {
        List<ServiceManager.Loop> loops = new ArrayList<>();
        votersLoop.ifPresent(loop -> loops.add(new ServiceManager.Loop(votersPulse, loop::lookNow)));
        for (RunService service : services) {
            boolean isWatchedByOthers = votersLoop.isPresent() && service.pulse() == votersPulse;
            if (!isWatchedByOthers) {
                loops.add(new ServiceManager.Loop(service.pulse(), service::lookNow));
            }
        }
        return loops;
    }

    /** Starts them in their order, each once those that it comes after are ready; returns when all have been started. */
    private void beginAll() throws InterruptedException {
        Map<String, RunService> byName = new LinkedHashMap<>();
        services.forEach(service -> byName.put(service.name(), service));
        List<Thread> beginning = new ArrayList<>();
        for (RunService service : services) {
            List<RunService> before = service.plan().after().stream()
                    .flatMap(name -> Optional.ofNullable(byName.get(name)).stream())
                    .toList();
            start("lull-" + service.name(), () -> {
                for (RunService each : before) {
                    Optional<String> missing = each.awaitReady();
                    missing.ifPresent(reason ->
                            context.console().warn(context.line(service.name(), "is started all the same: " + reason)));
                }
                service.begin();
            });
            beginning.add(threads.get(threads.size() - 1));
        }
        while (beginning.stream().anyMatch(Thread::isAlive)) {
            if (endings.within(BETWEEN_CHECKS)) {
                return;
            }
        }
    }

    /** Runs all loops: the one of those that are stopped together, or else an only one's own, in this thread. */
    private void watch() throws InterruptedException {
        services.forEach(service -> service.health().begins());
        if (!context.isAlone()) {
            services.forEach(
                    service -> service.ownLoop().ifPresent(loop -> start("lull-watch-" + service.name(), loop::run)));
        }
        Optional<RunLoop> here = votersLoop.isPresent() || !context.isAlone()
                ? votersLoop
                : services.get(0).ownLoop();
        if (here.isPresent()) {
            here.get().run();
        }
        services.forEach(service -> service.health().ends());
    }

    /** Returns the services in the order in which they are ended: what was started last comes first. */
    private List<RunService> inOrderOfStop() {
        List<RunService> order = new ArrayList<>(services);
        Collections.reverse(order);
        return order;
    }

    private void finish(ExitCause ending) throws InterruptedException {
        if (context.isAlone()) {
            services.get(0).finish(ending);
            return;
        }
        inOrderOfStop().forEach(RunService::cancelLines);
        if (ending instanceof ExitCause.Signalled) { // all have been asked already
            List<Thread> ends = new ArrayList<>();
            for (RunService service : inOrderOfStop()) {
                start("lull-end-" + service.name(), () -> service.finish(ending));
                ends.add(threads.get(threads.size() - 1));
            }
            for (Thread each : ends) {
                each.join();
            }
        } else {
            for (RunService service : inOrderOfStop()) {
                service.finish(ending);
            }
        }
        for (Thread each : List.copyOf(threads)) {
            each.join();
        }
        endStrays();
    }

    private void endStrays() {
        Duration grace = services.stream()
                .map(service -> service.plan().settings().stop().termination().grace())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        StrayProcesses.end(context.parent().join(), grace);
    }

    private int stopped(ExitCause ending) {
        services.forEach(RunService::endFeed);
        boolean forced = services.stream().anyMatch(service -> service.command().wasForced());
        String name = context.isAlone() ? services.get(0).command().name() : ALL;
        failure.ifPresent(thrown -> {
            throw thrown;
        });
        context.writers().accept(new StoppedEvent(name, ending, forced));
        return ending.exitCode();
    }

    /** The action of the loop that ends the run. */
    private void stop(Verdict.ShutDown verdict) throws Exception {
        ExitCause.ByVerdict cause = CommandSleep.causeOf(verdict);
        List<RunService> order = inOrderOfStop().stream()
                .filter(service -> context.isAlone() || !service.isOver())
                .toList();
        if (order.stream()
                .anyMatch(service -> isStoppedByVote(service)
                        && service.plan().settings().stop().dryRun())) {
            order.stream()
                    .filter(this::isStoppedByVote)
                    .forEach(service -> service.rehearse(causeFor(service, verdict)));
            return;
        }
        decide(order);
        if (!endings.offer(cause)) {
            return; // something else ends this run already
        }
        if (!context.isAlone()) {
            services.forEach(service -> service.ownLoop().ifPresent(RunLoop::close));
        }
        boolean anyEnded = false;
        manager.stopping();
        for (RunService service : order) {
            try {
                service.endByVerdict(causeFor(service, verdict));
                anyEnded = true;
            } catch (Exception e) {
                if (anyEnded || !context.isAlone()) { // there is no way back
                    LOG.log(System.Logger.Level.ERROR, service.command().name() + " cannot be ended", e);
                } else {
                    endings.takeBack(cause);
                    order.forEach(each -> each.watch().holds().goOn());
                    throw e;
                }
            }
        }
    }

    private boolean isStoppedByVote(RunService service) {
        return context.isAlone() || service.votes();
    }

    private ExitCause.ByVerdict causeFor(RunService service, Verdict.ShutDown verdict) {
        return voters.isEmpty() || verdict.cause() != Verdict.Cause.IDLE || !service.votes()
                ? CommandSleep.causeOf(verdict)
                : new ExitCause.Idle(voters.get().idleFor(service.member(), verdict));
    }

    /** Decides it for all of them, so that nobody gets a hold any more; or for none. */
    private static void decide(List<RunService> order) throws StopCalledOffException {
        List<RunService> decided = new ArrayList<>();
        try {
            for (RunService service : order) {
                service.watch().holds().decideToStop();
                decided.add(service);
            }
        } catch (StopCalledOffException e) {
            decided.forEach(service -> service.watch().holds().goOn());
            throw e;
        }
    }

    /** In a thread of the JVM's, one for each signal. One that comes while COMMAND is being started waits for that. */
    private void received(UnixSignal signal) {
        synchronized (starting) {
            Map<RunService, UnixSignal> passedOn = new LinkedHashMap<>();
            inOrderOfStop().forEach(service -> service.passedOnAs(signal).ifPresent(as -> passedOn.put(service, as)));
            // Before it is passed on: COMMAND may end at once, and of two ends the first one counts.
            handle(signal, passedOn);
            passedOn.forEach((service, as) -> service.pass(as, signal.asksToEnd()));
        }
    }

    private void handle(UnixSignal signal, Map<RunService, UnixSignal> passedOn) {
        passedOn.forEach((service, as) -> {
            String name = service.command().name();
            String to = as.equals(signal) ? name : name + " as " + as;
            service.report().tell(new SignalEvent(signal.toString(), Optional.of(to)));
        });
        if (passedOn.isEmpty()) {
            context.writers().accept(new SignalEvent(signal.toString(), Optional.empty()));
        }
        boolean nobodyElse = services.stream().noneMatch(RunService::hasCommand)
                && signal.name().equals("HUP");
        if (signal.asksToEnd() || nobodyElse) {
            // before: no line begins after it
            boolean ignored = endings.offer(new ExitCause.Signalled(signal, !passedOn.isEmpty()));
            services.forEach(RunService::cancelLines);
        }
    }

    /** Leaves nothing behind, whatever happened before. */
    @Override
    public void close() {
        services.forEach(RunService::closeSocket);
        inOrderOfStop().forEach(RunService::close);
    }
}
