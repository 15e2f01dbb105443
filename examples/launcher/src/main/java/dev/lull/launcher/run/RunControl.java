package dev.lull.launcher.run;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Sleeper;
import dev.lull.StopCalledOffException;
import dev.lull.launcher.command.RunEnd;
import dev.lull.launcher.control.Controllable;
import dev.lull.launcher.control.RefusedException;
import dev.lull.launcher.control.ServiceStatus;
import dev.lull.launcher.report.RunReport;
import dev.lull.launcher.report.event.ExitCause;
import dev.lull.launcher.report.event.HeldEvent;
import dev.lull.launcher.report.event.ReleasedEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Does in a run what its control socket is asked. Safe for use by any thread. */
final class RunControl implements Controllable {

    /** Beyond {@code --start-timeout}, after which a wake has failed by itself. */
    private static final Duration WAKING_MARGIN = Duration.ofSeconds(10);

    private final RunSettings settings;
    private final ActivityMonitor monitor;
    private final String service;
    private final RunReport report;
    private final ServiceLoop loop;
    private final RunStatus status;
    private final RunMemory memory;
    private final RunHolds holds;
    private final StandingHolds standing;
    private final StopHooks hooks;
    private final RunEnd end;
    private final Consumer<ExitCause> stopping;
    private final AtomicBoolean isAskedToStop = new AtomicBoolean();

    RunControl(
            RunSettings settings,
            ActivityMonitor monitor,
            String service,
            RunReport report,
            ServiceLoop loop,
            RunStatus status,
            RunMemory memory,
            RunHolds holds,
            StandingHolds standing,
            StopHooks hooks,
            RunEnd end,
            Consumer<ExitCause> stopping) {
        this.settings = settings;
        this.monitor = monitor;
        this.service = service;
        this.report = report;
        this.loop = loop;
        this.status = status;
        this.memory = memory;
        this.holds = holds;
        this.standing = standing;
        this.hooks = hooks;
        this.end = end;
        this.stopping = stopping;
    }

    @Override
    public ServiceStatus status() throws RefusedException {
        return whileItRuns(status::now);
    }

    @Override
    public Watched watch(OptionalLong after) throws RefusedException {
        return whileItRuns(() -> status.watched(after));
    }

    /** What is asked of the monitor. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws InterruptedException;
    }

    private static <T> T whileItRuns(Question<T> question) throws RefusedException {
        try {
            return question.ask();
        } catch (IllegalStateException e) { // its monitor is closed
            throw new RefusedException("the run ends");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("the run ends");
        }
    }

    @Override
    public String hold(Duration duration, String reason) throws RefusedException {
        if (end.hasCome()) {
            throw new RefusedException("it is being stopped already");
        }
        RunHolds.Lease lease = holds.grant(duration, reason);
        report.tell(new HeldEvent(monitor.strategy(), lease.id(), reason, duration));
        loop.lookNow();
        loop.wake();
        return lease.id();
    }

    @Override
    public List<String> release(Optional<String> id, boolean all) throws RefusedException {
        List<RunHolds.Lease> ended = holds.release(id, all);
        ended.forEach(lease -> report.tell(new ReleasedEvent(monitor.strategy(), lease.id(), false)));
        loop.lookNow();
        return ended.stream().map(RunHolds.Lease::id).toList();
    }

    @Override
    public String stop(boolean force) throws RefusedException, InterruptedException {
        if (settings.stop().dryRun()) {
            throw new RefusedException("it runs with --dry-run, and stops nothing");
        }
        boolean isFirst = isAskedToStop.compareAndSet(false, true);
        if (end.hasCome() || (!isFirst && !force)) { // --force passes one that waits for its --before-stop
            throw new RefusedException("it is being stopped already");
        }
        try {
            if (!force) {
                requireNotHeld(Stream.concat(holds.sentences().stream(), standing.sentencesNow().stream())
                        .toList());
            }
            hooks.beforeAskedStop(force);
            decide(force);
            int open = open();
            stopping.accept(new ExitCause.Asked(open));
            hooks.cancel();
            return "stopping " + service + openWords(open);
        } finally {
            isAskedToStop.set(false);
        }
    }

    private void decide(boolean force) throws RefusedException {
        if (force) {
            holds.stopAllTheSame();
            return;
        }
        try {
            holds.decideToStop();
        } catch (StopCalledOffException e) {
            requireNotHeld(holds.sentences());
        }
    }

    private static void requireNotHeld(List<String> sentences) throws RefusedException {
        if (!sentences.isEmpty()) {
            throw new RefusedException(
                    "not stopped: " + String.join(", ", sentences) + "; release that first, or use --force");
        }
    }

    private int open() {
        try {
            return monitor.read() instanceof ActivitySnapshot snapshot ? snapshot.openConnections() : 0;
        } catch (IllegalStateException e) { // it ends already
            return 0;
        }
    }

    private static String openWords(int open) {
        return switch (open) {
            case 0 -> "; nobody is connected";
            case 1 -> "; 1 connection is cut off";
            default -> "; " + open + " connections are cut off";
        };
    }

    @Override
    public String wake() throws RefusedException, InterruptedException {
        if (loop.state() == Sleeper.State.AWAKE) {
            return service + " is awake already";
        }
        long beganNanos = System.nanoTime();
        memory.beginWaking();
        loop.wake();
        Optional<String> failure = memory.awaitWaking(
                () -> loop.state() == Sleeper.State.AWAKE || end.hasCome(),
                settings.sleep().startTimeout().plus(WAKING_MARGIN));
        if (loop.state() == Sleeper.State.AWAKE && !end.hasCome()) {
            Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
            return service + " is awake, after " + dev.lull.spi.Durations.text(took);
        }
        throw new RefusedException(
                end.hasCome()
                        ? "the run ends"
                        : "not woken: " + failure.orElse("it takes too long; it is still tried"));
    }
}
