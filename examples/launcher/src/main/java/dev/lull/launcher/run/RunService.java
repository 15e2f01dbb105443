package dev.lull.launcher.run;

import dev.lull.ActivityListener;
import dev.lull.ActivityMonitor;
import dev.lull.ConnectionEvent;
import dev.lull.MonitorOptions;
import dev.lull.Sleeper;
import dev.lull.Strategies;
import dev.lull.Subscription;
import dev.lull.ebpf.EbpfOptions;
import dev.lull.launcher.command.Readiness;
import dev.lull.launcher.command.RunEnd;
import dev.lull.launcher.command.ShellLine;
import dev.lull.launcher.command.WatchedCommand;
import dev.lull.launcher.config.Restart;
import dev.lull.launcher.control.Controllable;
import dev.lull.launcher.metrics.LoopHealth;
import dev.lull.launcher.metrics.MeteredService;
import dev.lull.launcher.metrics.MetricsPort;
import dev.lull.launcher.option.Endpoint;
import dev.lull.launcher.option.OnIdle;
import dev.lull.launcher.process.CommandSettings;
import dev.lull.launcher.process.CommandStartException;
import dev.lull.launcher.process.ParentProcess;
import dev.lull.launcher.process.UnixSignal;
import dev.lull.launcher.report.LookChanges;
import dev.lull.launcher.report.RunReport;
import dev.lull.launcher.report.event.ExitCause;
import dev.lull.launcher.report.event.RestartingEvent;
import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.report.event.ServiceOverEvent;
import dev.lull.launcher.report.event.StoppingEvent;
import dev.lull.launcher.report.event.WatchingEvent;
import dev.lull.launcher.systemd.LoopPulse;
import dev.lull.metrics.WatchTally;
import dev.lull.procfs.ProcfsOptions;
import dev.lull.proxy.ServiceGate;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * One service of a run: its monitor, its COMMAND, and what is told of it. The monitor is opened before COMMAND is started, so
 * that no connection is missed. Safe for use by any thread; whoever opened it closes it.
 */
final class RunService implements ServiceLoop, RunEnd, AutoCloseable {

    /** What a service needs of its run. */
    interface Run {
        /** Tells whether the run ends, and waits for that. */
        RunEnd end();

        /** Does something, unless the run ends; both not at the same time. Returns false if nothing was done. */
        boolean unlessEnding(StartStep step) throws CommandStartException;

        /** Hears that a service is over by itself, or cannot be started, or was asked to stop. */
        void over(RunService service, ExitCause cause);

        /** Looks at the services that are stopped together. */
        void lookNow();
    }

    /** A start. */
    @FunctionalInterface
    interface StartStep {
        void run() throws CommandStartException;
    }

    private static final System.Logger LOG = System.getLogger(RunService.class.getName());

    private static final Duration BETWEEN_CHECKS = Duration.ofMillis(20);

    private final ServicePlan plan;
    private final RunSettings settings;
    private final RunContext context;
    private final Run run;
    private final WatchedCommand command;
    private final ActivityMonitor monitor;
    private final ActivityMonitor unfiltered;
    private final RunReport report;
    private final RunMemory memory = new RunMemory(Clock.systemUTC());
    private final RunHolds holds;
    private final StandingHolds standing;
    private final Observers observers = new Observers();
    private final LoopPulse pulse;
    private final LoopHealth health;
    private final StopHooks hooks;
    private final List<ShellLine> chores;
    private final CommandSleep sleep;
    private final Readiness readiness;
    private final ServiceWatch watch;
    private final Member member;
    private final WatchingEvent watching;
    private final Subscription feed;
    private final DoorKey doorKey = new DoorKey();
    private final RestartPacing pacing = new RestartPacing();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final AtomicBoolean finished = new AtomicBoolean();
    private volatile boolean askedToEnd;
    private volatile Optional<ExitCause> overBecause = Optional.empty();
    private volatile Optional<RunLoop> ownLoop = Optional.empty();
    private volatile Optional<RunSocket> socket = Optional.empty();
    private volatile long begunNanos;

    private RunService(
            ServicePlan plan,
            RunContext context,
            Run run,
            LoopPulse pulse,
            WatchedCommand command,
            Optional<ServiceGate> gate,
            Strategies.Opened opened,
            ActivityMonitor unfiltered) {
        this.plan = plan;
        this.settings = plan.settings();
        this.context = context;
        this.run = run;
        this.pulse = pulse;
        this.command = command;
        this.monitor = opened.monitor();
        this.unfiltered = unfiltered;
        this.holds = new RunHolds(context.clock());
        Consumer<RunEvent> writers = context.writersOf(plan.name());
        LookChanges changes =
                new LookChanges(monitor.strategy(), settings.freezes(), context.clock(), command::whereItListens);
        this.report = new RunReport(monitor.strategy(), command.name(), changes, List.of(writers));
        this.hooks = new StopHooks(settings.stop(), context.parent(), this, this::thaw, report::tell, pulse);
        this.chores = plan.before().stream().map(hooks::chore).toList();
        this.readiness = Readiness.of(settings.sleep(), settings.target(), command.processes(), hooks::readinessLine);
        this.standing = new StandingHolds(settings.holds(), monitor.strategy(), context.clock(), report::tell);
        Object ownDoors = this;
        ActivityMonitor own = context.isAlone() ? monitor : view(monitor, ownDoors);
        ActivityMonitor all = context.isAlone() ? unfiltered : view(unfiltered, ownDoors);
        this.sleep = new CommandSleep(
                settings,
                own,
                settings.sleep().wakesForIgnored() ? all : own,
                command,
                report,
                hooks,
                this,
                this::commandEnded,
                gate,
                this::start,
                this::lookNow);
        this.health = new LoopHealth(pulse, this::lookNow, settings.stop().doorTimeout(), context.clock());
        context.metrics().ifPresent(this::serveAt);
        this.watch = new ServiceWatch(settings, own, report, hooks, memory, holds, standing, observers);
        Object jointDoors = context;
        this.member = new Member(
                plan.name(),
                monitor,
                context.isAlone() ? door -> door : door -> doorKey.of(door, jointDoors),
                context.clock());
        AtomicReference<WatchingEvent> told = new AtomicReference<>();
        this.feed = ConnectionFeed.open(
                monitor,
                earlier -> {
                    told.set(WatchingEvent.of(
                            Endpoint.of(settings.target()), opened, settings.policy(), settings.freezes(), earlier));
                    report.tell(told.get());
                },
                remembering(memory, report));
        this.watching = told.get();
    }

    /**
     * Opens the monitor; nothing is started.
     *
     * @param plan what is asked for
     * @param context what it shares with the other services
     * @param run where it belongs
     * @param pulse of the loop that watches it
     * @throws CannotWatchException if no strategy works here
     */
    static RunService open(ServicePlan plan, RunContext context, Run run, LoopPulse pulse) throws CannotWatchException {
        RunSettings settings = plan.settings();
        WatchedCommand command = new WatchedCommand(
                new CommandSettings(
                        settings.command(),
                        settings.user(),
                        plan.environment(),
                        plan.workingDirectory(),
                        context.isAlone() ? Optional.empty() : Optional.of(plan.name())),
                settings.stop().termination(),
                settings.isFreezable(),
                context.writersOf(plan.name()));
        Optional<ServiceGate> gate =
                settings.stopsToSleep() ? Optional.of(ServiceGate.shutAtFirst()) : Optional.empty();
        AtomicReference<ActivityMonitor> unfiltered = new AtomicReference<>();
        Strategies.Opened opened = MonitorOpening.open(
                settings.target(), settings.strategies(), options(settings, command, context, gate), monitor -> {
                    unfiltered.set(monitor);
                    return settings.filtered(monitor);
                });
        boolean made = false;
        try {
            RunService service = new RunService(plan, context, run, pulse, command, gate, opened, unfiltered.get());
            made = true;
            return service;
        } finally {
            if (!made) {
                opened.monitor().close();
            }
        }
    }

    private static MonitorOptions options(
            RunSettings settings, WatchedCommand command, RunContext context, Optional<ServiceGate> gate) {
        MonitorOptions.Builder options = MonitorOptions.builder().clock(context.clock());
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
        if (settings.filters().needTraffic() || context.metrics().isPresent()) {
            options.measureTraffic();
        }
        return options.build();
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

    private MonitorView view(ActivityMonitor of, Object loop) {
        return new MonitorView(of, door -> doorKey.of(door, loop));
    }

    private void serveAt(MetricsPort port) {
        WatchTally tally = new WatchTally(monitor);
        observers.add(tally);
        port.add(new MeteredService(settings.control().name(), tally, health));
    }

    /** Opens the socket at which it is asked how it stands. */
    void openSocket() {
        socket = Optional.of(RunSocket.open(settings.control(), this::control, context.console()));
    }

    /** Closes that socket. */
    void closeSocket() {
        socket.ifPresent(RunSocket::close);
    }

    private Controllable control(String name) {
        RunStatus status = new RunStatus(
                name,
                settings,
                watching,
                monitor,
                unfiltered,
                command.name(),
                this,
                memory,
                holds,
                standing,
                this,
                context.clock(),
                Clock.systemUTC());
        return new RunControl(
                settings,
                monitor,
                command.name(),
                report,
                this,
                status,
                memory,
                holds,
                standing,
                hooks,
                this,
                cause -> run.over(this, cause));
    }

    ServicePlan plan() {
        return plan;
    }

    String name() {
        return plan.name();
    }

    boolean hasCommand() {
        return !settings.command().isEmpty();
    }

    Member member() {
        return member;
    }

    ServiceWatch watch() {
        return watch;
    }

    WatchedCommand command() {
        return command;
    }

    LoopPulse pulse() {
        return pulse;
    }

    LoopHealth health() {
        return health;
    }

    /** Tells whether it ends with the run once it is idle, and so has a say in when that is. */
    static boolean votes(RunSettings settings) {
        OnIdle what = settings.stop().onIdle();
        return what instanceof OnIdle.Exit || what instanceof OnIdle.RunLine;
    }

    boolean votes() {
        return votes(settings);
    }

    /** Returns how it sleeps; empty if it does not. */
    Optional<ServiceWatch.Asleep> asleep() {
        return sleep.asleep();
    }

    /** Gives it a loop of its own. */
    RunLoop setOwnLoop(RunLoop loop) {
        ownLoop = Optional.of(loop);
        return loop;
    }

    Optional<RunLoop> ownLoop() {
        return ownLoop;
    }

    @Override
    public void lookNow() {
        ownLoop.ifPresent(RunLoop::lookNow);
        run.lookNow();
    }

    @Override
    public void wake() {
        ownLoop.ifPresent(RunLoop::wake);
    }

    @Override
    public Sleeper.State state() {
        return ownLoop.map(RunLoop::state).orElse(Sleeper.State.AWAKE);
    }

    @Override
    public boolean hasCome() {
        return isOver() || run.end().hasCome();
    }

    @Override
    public boolean within(Duration most) throws InterruptedException {
        return isOver() || run.end().within(most) || isOver();
    }

    boolean isOver() {
        return overBecause.isPresent();
    }

    /**
     * Lets it be over.
     *
     * @return false if it was already
     */
    synchronized boolean retire(ExitCause cause) {
        if (isOver()) {
            return false;
        }
        overBecause = Optional.of(cause);
        return true;
    }

    /** Starts COMMAND, if there is one, after its chores; one that sleeps by being stopped is ready afterwards. */
    void begin() throws InterruptedException {
        try {
            if (hasCommand()) {
                if (sleep.stopped().isPresent()) {
                    sleep.stopped().get().start();
                } else {
                    readiness.begin();
                    boolean ignored = start(this::commandEnded);
                }
            }
        } catch (CommandStartException e) {
            notStarted(e);
        } finally {
            begunNanos = context.clock().nanoTime();
            begun.countDown();
        }
    }

    private void notStarted(CommandStartException failure) {
        context.console().complain(context.line(name(), String.valueOf(failure.getMessage())));
        if (isRestarted(failure.exitCode())) {
            restartLater(failure.exitCode());
        } else {
            run.over(this, new ExitCause.NotStarted(failure.exitCode()));
        }
    }

    /** Starts COMMAND, unless the run ends. */
    private boolean start(IntConsumer ended) throws CommandStartException {
        ParentProcess loaded = context.parent().join();
        return prepare()
                && run.unlessEnding(() -> {
                    if (!isOver()) {
                        command.start(loaded, ended);
                    }
                });
    }

    /** Runs the chores. */
    private boolean prepare() throws CommandStartException {
        for (ShellLine line : chores) {
            try {
                int code = pulse.during(line::run);
                if (hasCome()) {
                    return false;
                }
                if (code != 0) {
                    throw CommandStartException.notPrepared(
                            line.ended(code) + ", so " + command.name() + " is not started");
                }
            } catch (CommandStartException e) {
                throw e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } catch (Exception e) {
                if (hasCome()) {
                    return false;
                }
                throw CommandStartException.notPrepared(String.valueOf(e.getMessage()));
            }
        }
        return true;
    }

    private boolean isRestarted(int exitCode) {
        return plan.restart() == Restart.ON_FAILURE && exitCode != 0;
    }

    /** In a thread of COMMAND's: it ended by itself. */
    private void commandEnded(int exitCode) {
        if (isRestarted(exitCode) && !hasCome()) {
            restartLater(exitCode);
        } else {
            run.over(this, new ExitCause.CommandEnded(exitCode));
        }
    }

    private void restartLater(int exitCode) {
        Thread thread = new Thread(() -> restart(exitCode), "lull-restart-" + name());
        thread.setDaemon(true);
        thread.start();
    }

    private void restart(int exitCode) {
        try {
            Duration ranFor = command.age();
            endCommand(true); // what is left of it
            Duration pause = pacing.pauseAfter(ranFor);
            if (hasCome()) {
                return;
            }
            report.tell(new RestartingEvent(command.name(), exitCode, pause));
            if (within(pause)) {
                return;
            }
            if (sleep.stopped().isPresent()) {
                sleep.stopped().get().startAgain();
            } else {
                boolean ignored = start(this::commandEnded);
            }
            lookNow();
        } catch (CommandStartException e) {
            notStarted(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by nobody: the thread is known here only
        }
    }

    /**
     * Waits until it is ready for those that are started after it, or is over, or the run ends; not for ever.
     *
     * @return what is missing when the time was over; empty if it is ready, or will not be
     */
    Optional<String> awaitReady() throws InterruptedException {
        while (!begun.await(BETWEEN_CHECKS.toMillis(), TimeUnit.MILLISECONDS)) {
            if (hasCome()) {
                return Optional.empty();
            }
        }
        if (!hasCommand() || sleep.stopped().isPresent()) {
            return Optional.empty();
        }
        try {
            return awaitReadiness();
        } finally {
            synchronized (readiness) {
                readiness.end();
            }
        }
    }

    private Optional<String> awaitReadiness() throws InterruptedException {
        long endNanos = begunNanos + settings.sleep().startTimeout().toNanos();
        while (!isReady()) {
            if (endNanos - context.clock().nanoTime() <= 0) {
                return Optional.of(command.name() + " is not ready after "
                        + Durations.text(settings.sleep().startTimeout()) + " (--start-timeout): "
                        + readiness.missing());
            }
            if (within(BETWEEN_CHECKS)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Several may wait for it. */
    private boolean isReady() throws InterruptedException {
        synchronized (readiness) {
            return readiness.isReached();
        }
    }

    private void thaw() {
        try {
            command.thaw();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, command.name() + " stays frozen", e);
        }
    }

    /** Returns what a signal is passed on to it as; empty if it does not run. */
    Optional<UnixSignal> passedOnAs(UnixSignal signal) {
        return command.passedOnAs(signal);
    }

    void pass(UnixSignal signal, boolean asksToEnd) {
        if (asksToEnd) {
            askedToEnd = true;
        }
        command.pass(signal);
        wake(); // one that was frozen is thawed to receive it
    }

    /** Ends a line that runs, since the run ends. */
    void cancelLines() {
        hooks.cancel();
    }

    /** Ends it because of a verdict. */
    void endByVerdict(ExitCause.ByVerdict cause) throws Exception {
        boolean isAsleep = !context.isAlone() && !votes() && !command.isRunning();
        if (!isAsleep) {
            report.tell(StoppingEvent.because(monitor.strategy(), command.name(), cause));
        }
        boolean ignored = pulse.during(() -> {
            command.end(false);
            return true;
        });
        finished.set(true);
    }

    /** Says that it would be ended. */
    void rehearse(ExitCause.ByVerdict cause) {
        report.tell(StoppingEvent.dryRun(monitor.strategy(), command.name(), cause));
    }

    /** Ends what is left of it once the run ends. */
    void finish(ExitCause ending) throws InterruptedException {
        boolean byRun = ending instanceof ExitCause.Signalled || ending instanceof ExitCause.ByVerdict;
        end(byRun ? ending : overBecause.orElse(ending));
    }

    /** Ends what is left of it while the run goes on for others. */
    void endAlone(ExitCause cause) throws InterruptedException {
        end(cause);
        hooks.retire();
        member.retire();
        ownLoop.ifPresent(RunLoop::close);
        standing.close();
        report.tell(new ServiceOverEvent(cause.exitCode()));
        closeSocket();
        run.lookNow();
    }

    private void end(ExitCause cause) throws InterruptedException {
        if (!finished.compareAndSet(false, true)) {
            return;
        }
        if (cause instanceof ExitCause.CommandEnded) {
            endCommand(true);
        } else if (cause instanceof ExitCause.Signalled signalled) {
            report.tell(StoppingEvent.signalled(monitor.strategy(), command.name(), signalled));
            endCommand(askedToEnd);
        } else if (cause instanceof ExitCause.Asked asked) {
            report.tell(StoppingEvent.asked(monitor.strategy(), command.name(), asked));
            endCommand(false);
        }
    }

    private void endCommand(boolean asked) throws InterruptedException {
        try {
            command.end(asked);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, command.name() + " cannot be ended", e);
        }
    }

    /** Tells nothing more of connections; what is on its way is told before. */
    void endFeed() {
        hooks.cancel();
        feed.close();
    }

    RunReport report() {
        return report;
    }

    /** Leaves nothing of it behind, whatever happened before. */
    @Override
    public void close() {
        try (monitor;
                feed;
                command;
                standing;
                sleep) {
            health.ends();
        }
    }
}
