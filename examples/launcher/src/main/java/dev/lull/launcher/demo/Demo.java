package dev.lull.launcher.demo;

import dev.lull.ActivityMonitor;
import dev.lull.IdleShutdownPolicy;
import dev.lull.IdleWatcher;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.NanoClock;
import dev.lull.Strategies;
import dev.lull.Subscription;
import dev.lull.Verdict;
import dev.lull.launcher.console.Console;
import dev.lull.launcher.console.ExitCode;
import dev.lull.launcher.option.Endpoint;
import dev.lull.launcher.option.StrategyPreference;
import dev.lull.launcher.report.LookChanges;
import dev.lull.launcher.report.RunLog;
import dev.lull.launcher.report.RunReport;
import dev.lull.launcher.report.event.ExitCause;
import dev.lull.launcher.report.event.StoppingEvent;
import dev.lull.launcher.report.event.WatchingEvent;
import dev.lull.launcher.run.CannotWatchException;
import dev.lull.launcher.run.MonitorOpening;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.io.PrintStream;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.apache.sshd.client.session.ClientSession;

/** Lull at work, on a service that it brings along. */
final class Demo {

    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration STAY = Duration.ofSeconds(5);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    /** For the stop to come: the idle timeout, a look, and time for a machine that has much else to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private final Console demo;
    private final Console lull;
    private final NanoClock clock = NanoClock.system();

    Demo(PrintStream out) {
        this.demo = new Console(out, "demo");
        this.lull = new Console(out, "lull");
    }

    /**
     * Shows it.
     *
     * @return the exit code
     * @throws CannotWatchException if no strategy works here
     */
    int show(StrategyPreference strategies) throws CannotWatchException, InterruptedException {
        try (DemoClient visitor = new DemoClient();
                DemoServer server = DemoServer.start(visitor.publicKey())) {
            demo.say("an SSH server, in this process, listens at " + Endpoint.of(server.address()));
            Strategies.Opened opened = MonitorOpening.open(
                    MonitorTarget.port(server.address().getPort()),
                    strategies,
                    MonitorOptions.builder().clock(clock).build(),
                    UnaryOperator.identity());
            ActivityMonitor monitor = opened.monitor();
            try (monitor) {
                return show(visitor, server, opened);
            }
        } catch (DemoFailure e) {
            demo.say("FAILED: " + e.getMessage());
            return ExitCode.DEMO_FAILED;
        } catch (IOException | GeneralSecurityException e) {
            demo.say("FAILED: the SSH server or its client does not work in this JVM: " + e);
            return ExitCode.DEMO_FAILED;
        }
    }

    private int show(DemoClient visitor, DemoServer server, Strategies.Opened opened)
            throws IOException, InterruptedException, DemoFailure {
        ActivityMonitor monitor = opened.monitor();
        RunReport report = new RunReport(
                monitor.strategy(),
                StoppingEvent.UNNAMED_SERVICE,
                new LookChanges(monitor.strategy(), false, clock, () -> ""),
                List.of(new RunLog(lull, clock)));
        IdleShutdownPolicy policy = IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT);
        report.tell(WatchingEvent.of("port " + server.address().getPort(), opened, policy, false, List.of()));
        IdleWatcher watcher = IdleWatcher.builder(monitor, policy, verdict -> stop(server, report, monitor, verdict))
                .checkInterval(CHECK_INTERVAL)
                .listener(report)
                .build();
        Subscription subscription = monitor.subscribe(report);
        try (subscription;
                watcher) {
            CompletableFuture<Optional<Verdict.ShutDown>> watch = inBackground(watcher);
            visit(visitor, server, watch);
            long leftAtNanos = clock.nanoTime();
            awaitStop(watch);
            Duration waited = Duration.ofNanos(clock.nanoTime() - leftAtNanos);
            if (server.isRunning()) {
                throw new DemoFailure("Lull said that it stopped the server, but it still runs");
            }
            demo.say("the server was stopped " + Durations.text(waited) + " after the visitor left. That is all.");
            return ExitCode.OK;
        }
    }

    private static void stop(DemoServer server, RunReport report, ActivityMonitor monitor, Verdict.ShutDown verdict)
            throws IOException {
        report.tell(StoppingEvent.because(
                monitor.strategy(), StoppingEvent.UNNAMED_SERVICE, new ExitCause.Idle(verdict.idleFor())));
        server.close();
    }

    private void visit(DemoClient visitor, DemoServer server, CompletableFuture<?> watch)
            throws IOException, InterruptedException, DemoFailure {
        demo.say("a visitor comes by SSH");
        try (ClientSession session = visitor.connect(server)) {
            String answer = session.executeRemoteCommand("hello");
            demo.say("the visitor's command was answered with \"" + answer + "\"");
            demo.say("the visitor stays for " + Durations.text(STAY)
                    + " and does nothing: longer than the idle timeout");
            try {
                watch.get(STAY.toMillis(), TimeUnit.MILLISECONDS);
                throw new DemoFailure("the server was stopped while the visitor was connected");
            } catch (TimeoutException asItShouldBe) {
                demo.say("still up, and now the visitor leaves");
            } catch (ExecutionException e) {
                throw new DemoFailure("the watching broke down: " + e.getCause());
            }
        }
    }

    private static void awaitStop(CompletableFuture<Optional<Verdict.ShutDown>> watch)
            throws InterruptedException, DemoFailure {
        try {
            if (watch.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).isEmpty()) {
                throw new DemoFailure("the watching ended without a stop");
            }
        } catch (TimeoutException e) {
            throw new DemoFailure("nobody is connected, but the server was not stopped within "
                    + Durations.text(PATIENCE) + "; see the last line of lull's above for the reason");
        } catch (ExecutionException e) {
            throw new DemoFailure("the watching broke down: " + e.getCause());
        }
    }

    private static CompletableFuture<Optional<Verdict.ShutDown>> inBackground(IdleWatcher watcher) {
        CompletableFuture<Optional<Verdict.ShutDown>> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(watcher.run());
                    } catch (InterruptedException | RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                },
                "lull-watcher");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** Something was not as it is to be shown. */
    private static final class DemoFailure extends Exception {

        private static final long serialVersionUID = 1L;

        DemoFailure(String message) {
            super(message);
        }
    }
}
