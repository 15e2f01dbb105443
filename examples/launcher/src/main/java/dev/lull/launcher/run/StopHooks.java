package dev.lull.launcher.run;

import dev.lull.IdleWatcher;
import dev.lull.Veto;
import dev.lull.WatchListener;
import dev.lull.launcher.command.RunEnd;
import dev.lull.launcher.command.ShellLine;
import dev.lull.launcher.control.RefusedException;
import dev.lull.launcher.option.BeforeStop;
import dev.lull.launcher.option.OnIdle;
import dev.lull.launcher.option.StopSettings;
import dev.lull.launcher.option.Warning;
import dev.lull.launcher.process.ParentProcess;
import dev.lull.launcher.report.event.OnIdleLineEvent;
import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.systemd.LoopPulse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The lines that options run around a stop: {@code --warn-command} before it, {@code --before-stop}, which may veto it,
 * and that of {@code --on-idle}. Safe for use by any thread.
 */
final class StopHooks implements WatchListener {

    private static final Logger LOG = System.getLogger(StopHooks.class.getName());

    private final StopSettings settings;
    private final CompletableFuture<ParentProcess> parent;
    private final RunEnd endings;
    private final Runnable thaw;
    private final Consumer<RunEvent> tell;
    private final LoopPulse pulse;
    private final List<ShellLine> lines = new ArrayList<>();
    private final Optional<ShellLine> warning;
    private final Optional<ShellLine> beforeStop;
    private final Optional<ShellLine> onIdle;
    private final ReentrantLock lineRuns = new ReentrantLock();
    private volatile Optional<Veto.Objection> objection = Optional.empty();
    private volatile boolean retired;
    private final AtomicBoolean warnCommandRuns = new AtomicBoolean();

    StopHooks(
            StopSettings settings,
            CompletableFuture<ParentProcess> parent,
            RunEnd endings,
            Runnable thaw,
            Consumer<RunEvent> tell,
            LoopPulse pulse) {
        this.settings = settings;
        this.parent = parent;
        this.endings = endings;
        this.thaw = thaw;
        this.tell = tell;
        this.pulse = pulse;
        this.beforeStop = settings.beforeStop().map(asked -> line("--before-stop", asked.line()));
        this.onIdle = settings.onIdle() instanceof OnIdle.RunLine runLine
                ? Optional.of(line("--on-idle", runLine.line()))
                : Optional.empty();
        this.warning = settings.warning().flatMap(Warning::line).map(line -> line("--warn-command", line));
    }

    private ShellLine line(String option, String line) {
        ShellLine made = new ShellLine(option, line, settings.termination().grace(), parent, endings::hasCome);
        lines.add(made);
        return made;
    }

    /** Makes the line of {@code --ready-when}, which ends with the run as well. */
    ShellLine readinessLine(String line) {
        return line("--ready-when", line);
    }

    /**
     * Hangs those of services that are stopped together into their watcher: the longest warning and time for the door, one
     * veto and one line after the other.
     */
    static void addTo(IdleWatcher.Builder watcher, List<StopHooks> all) {
        longest(all, hooks -> Optional.of(hooks.settings.doorTimeout())).ifPresent(watcher::doorTimeout);
        if (all.stream().anyMatch(hooks -> hooks.settings.dryRun())) { // nobody is warned of a stop that will not be
            watcher.repeating();
            return;
        }
        longest(all, hooks -> hooks.settings.warning().map(Warning::before)).ifPresent(watcher::warnBefore);
        List<StopHooks> asked =
                all.stream().filter(hooks -> hooks.beforeStop.isPresent()).toList();
        if (!asked.isEmpty()) {
            watcher.veto(verdict -> firstObjection(asked));
        }
        List<StopHooks> prepared =
                all.stream().filter(hooks -> hooks.onIdle.isPresent()).toList();
        if (!prepared.isEmpty()) {
            watcher.preparation(verdict -> prepareAll(prepared));
        }
    }

    private static Optional<Duration> longest(List<StopHooks> all, Function<StopHooks, Optional<Duration>> of) {
        return all.stream().flatMap(hooks -> of.apply(hooks).stream()).max(Comparator.naturalOrder());
    }

    private static Optional<Veto.Objection> firstObjection(List<StopHooks> all) throws Exception {
        all.forEach(hooks -> hooks.objection = Optional.empty());
        for (StopHooks hooks : all) {
            Optional<Veto.Objection> objection = hooks.retired
                    ? Optional.empty()
                    : hooks.ask(
                            hooks.beforeStop.orElseThrow(),
                            hooks.settings.beforeStop().orElseThrow());
            hooks.objection = objection;
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }

    private static void prepareAll(List<StopHooks> all) throws Exception {
        for (StopHooks hooks : all) {
            if (!hooks.retired) {
                hooks.prepare(hooks.onIdle.orElseThrow());
            }
        }
    }

    /** Tells whether an objection is one of these lines'. */
    boolean raised(Veto.Objection said) {
        return objection.filter(said::equals).isPresent();
    }

    /** The service is over, and the run goes on: none of them is run any more. */
    void retire() {
        retired = true;
        cancel();
    }

    /** Makes a line that is to be run before COMMAND is started, which ends with the run as well. */
    ShellLine chore(String line) {
        return line("before", line);
    }

    /**
     * Does what comes before a stop for somebody who asks for one now, on whose thread it runs.
     *
     * @param force whether nobody is asked, and a line that fails does not matter
     * @throws RefusedException if nothing is to be stopped
     */
    void beforeAskedStop(boolean force) throws RefusedException, InterruptedException {
        if (beforeStop.isPresent() && !force) {
            requireSuccess(beforeStop.get());
        }
        if (onIdle.isPresent()) {
            try {
                requireSuccess(onIdle.get());
                tell.accept(new OnIdleLineEvent(onIdle.get().line()));
            } catch (RefusedException e) {
                if (!force) {
                    throw e;
                }
                LOG.log(Level.WARNING, e.getMessage());
            }
        }
    }

    private void requireSuccess(ShellLine line) throws RefusedException, InterruptedException {
        thaw.run(); // the line may ask COMMAND something
        try {
            int code = alone(line);
            if (code != 0) {
                throw new RefusedException("not stopped: " + line.ended(code) + "; --force stops all the same");
            }
        } catch (IOException e) {
            throw new RefusedException("not stopped: " + e.getMessage());
        }
    }

    /** The watcher and somebody who asks for a stop do not run a line at the same time. */
    private int alone(ShellLine line) throws IOException, InterruptedException {
        lineRuns.lockInterruptibly();
        try {
            return line.run();
        } finally {
            lineRuns.unlock();
        }
    }

    private Optional<Veto.Objection> ask(ShellLine line, BeforeStop asked) throws Exception {
        thaw.run(); // the line may ask COMMAND something
        int code = pulse.during(() -> alone(line));
        if (code != 0 && endings.hasCome()) { // which may have ended the line too: that is nobody's word
            throw new IOException(line.ended(code) + " as the run ends");
        }
        return code == 0 ? Optional.empty() : Optional.of(new Veto.Objection(line.ended(code), asked.vetoFor()));
    }

    private void prepare(ShellLine line) throws Exception {
        thaw.run(); // the line may ask COMMAND something
        int code = pulse.during(() -> alone(line));
        if (code != 0) {
            throw new IOException(line.ended(code) + ", so nothing is stopped");
        }
        tell.accept(new OnIdleLineEvent(line.line()));
    }

    /** Runs {@code --warn-command} beside everything else: whatever it does, it neither delays a stop nor prevents it. */
    @Override
    public void onWarning(Duration stopsIn) {
        warning.ifPresent(line -> {
            Thread thread = new Thread(() -> warn(line), "lull-warn-command");
            thread.setDaemon(true);
            thread.start();
        });
    }

    private void warn(ShellLine line) {
        if (!warnCommandRuns.compareAndSet(false, true)) {
            LOG.log(Level.WARNING, "--warn-command: still running since the last warning, so not run again");
            return;
        }
        try {
            int code = line.run();
            if (code != 0) {
                LOG.log(Level.WARNING, line.ended(code) + "; that changes nothing");
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by nobody: the thread is known here only
        } finally {
            warnCommandRuns.set(false);
        }
    }

    /** Ends whichever of them runs. To be called after the reason was offered, so that none begins afterwards. */
    void cancel() {
        lines.forEach(ShellLine::cancel);
    }
}
