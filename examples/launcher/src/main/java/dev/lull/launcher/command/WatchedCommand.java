package dev.lull.launcher.command;

import dev.lull.launcher.process.CommandSettings;
import dev.lull.launcher.process.CommandStartException;
import dev.lull.launcher.process.Guard;
import dev.lull.launcher.process.ParentProcess;
import dev.lull.launcher.process.Service;
import dev.lull.launcher.process.Termination;
import dev.lull.launcher.process.UnixSignal;
import dev.lull.launcher.report.event.CommandEndedEvent;
import dev.lull.launcher.report.event.CommandInBackgroundEvent;
import dev.lull.launcher.report.event.CommandStartedEvent;
import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.report.event.SlowEndEvent;
import dev.lull.launcher.report.event.StoppingEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * COMMAND in a run, which may have none, or not yet, or no more: nothing is done then. Tells each step of its life. Safe
 * for use by any thread.
 */
public final class WatchedCommand implements AutoCloseable {

    private final CommandSettings settings;
    private final Termination termination;
    private final boolean freezable;
    private final Consumer<RunEvent> tell;
    private volatile Optional<Service> service = Optional.empty();
    private volatile Optional<Guard> guard = Optional.empty();
    private volatile boolean forced;
    private final Object ending = new Object();

    /**
     * Makes one that does not run yet.
     *
     * @param settings what it is
     * @param termination how it is ended
     * @param freezable whether it is started so that it can be frozen
     * @param tell hears each step of its life
     */
    public WatchedCommand(
            CommandSettings settings, Termination termination, boolean freezable, Consumer<RunEvent> tell) {
        this.settings = settings;
        this.termination = termination;
        this.freezable = freezable;
        this.tell = tell;
    }

    /** Says what people call what is watched. */
    public String name() {
        return settings.words().isEmpty()
                ? StoppingEvent.UNNAMED_SERVICE
                : settings.words().get(0);
    }

    /** Tells whether something of it had to be killed. */
    public boolean wasForced() {
        return forced;
    }

    /** Returns those of its processes that end with Lull; none if it does not run. */
    public List<Long> guardedProcesses() {
        return service.map(Service::guardedProcesses).orElse(List.of());
    }

    /** Returns the same, to be asked for step by step at any time. */
    public CommandProcesses processes() {
        return new CommandProcesses(() -> service.map(Service::guardedRoots).orElse(List.of()), this::guardedProcesses);
    }

    /** Says as the end of a sentence where it listens; empty if that is not known. */
    public String whereItListens() {
        return service.map(Service::whereItListens).orElse("");
    }

    /**
     * Starts it.
     *
     * @param parent starts it
     * @param ended gets its exit code if it ends by itself
     */
    public void start(ParentProcess parent, IntConsumer ended) throws CommandStartException {
        if (service.isPresent()) {
            throw new IllegalStateException(name() + " runs already");
        }
        Service.Listener listener = new Service.Listener() {
            @Override
            public void inBackground(int processes) {
                tell.accept(new CommandInBackgroundEvent(name(), processes));
            }

            @Override
            public void endsSlowly(Duration untilKill) {
                Duration askedAgo = termination.grace().minus(untilKill);
                tell.accept(new SlowEndEvent(name(), termination.signal().toString(), askedAgo, untilKill));
            }

            @Override
            public void ended(int exitCode) {
                ended.accept(exitCode);
            }
        };
        Guard over = guard.orElseGet(() -> new Guard(parent, termination));
        guard = Optional.of(over);
        Service started = Service.start(settings, freezable, termination, parent, over, listener);
        service = Optional.of(started);
        tell.accept(new CommandStartedEvent(settings.words(), started.pid()));
    }

    /** To be called when a child of this process may have ended. */
    public void childrenChanged() {
        service.ifPresent(Service::childrenChanged);
    }

    /** Tells whether it runs, as far as is known. */
    public boolean isRunning() {
        return service.isPresent();
    }

    /** Returns for how long it has run; zero if it does not. */
    public Duration age() {
        return service.map(Service::age).orElse(Duration.ZERO);
    }

    /** Returns what a signal to Lull is passed on as: whoever runs Lull ends it by SIGTERM, COMMAND has its own signal. */
    public Optional<UnixSignal> passedOnAs(UnixSignal signal) {
        return service.map(running -> signal.equals(UnixSignal.TERM) ? termination.signal() : signal);
    }

    /** Sends it a signal. */
    public void pass(UnixSignal signal) {
        service.ifPresent(running -> running.pass(signal));
    }

    /**
     * Freezes it with all that it started, if it runs.
     *
     * @throws IOException if that is not possible; nothing is frozen then
     */
    public void freeze() throws IOException, InterruptedException {
        Optional<Service> current = service;
        if (current.isPresent() && !current.get().freeze()) {
            throw new IOException(name() + " has ended, or is needed for a signal");
        }
    }

    /**
     * Thaws it, if it is frozen.
     *
     * @throws IOException if something of it stays frozen
     */
    public void thaw() throws IOException {
        Optional<Service> current = service;
        if (current.isPresent()) {
            current.get().thaw();
        }
    }

    /** Says as the end of a sentence how it is frozen; empty if it does not run. */
    public String wayOfFreezing() {
        return service.map(Service::wayOfFreezing).orElse("");
    }

    /** Tells whether it is frozen. */
    public boolean isFrozen() {
        return service.filter(Service::isFrozen).isPresent();
    }

    /**
     * Ends it, and tells of that once. Whoever comes while it is being ended waits for that.
     *
     * @param asked whether it was sent a signal to end already, or has ended
     * @throws IOException if something of it outlives SIGKILL
     */
    public void end(boolean asked) throws IOException, InterruptedException {
        synchronized (ending) {
            endAlone(asked);
        }
    }

    private void endAlone(boolean asked) throws IOException, InterruptedException {
        Optional<Service> current = service;
        if (current.isPresent()) {
            Service running = current.get();
            forced = running.end(asked);
            service = Optional.empty();
            tell.accept(new CommandEndedEvent(name(), running.exitCode(), running.age(), forced));
        }
    }

    /** Leaves nothing of it behind, whatever happened before. */
    @Override
    public void close() {
        service.ifPresent(Service::close);
        guard.ifPresent(Guard::close);
    }
}
