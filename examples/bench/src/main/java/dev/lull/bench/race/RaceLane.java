package dev.lull.bench.race;

import dev.lull.ActivityMonitor;
import dev.lull.IdleShutdownPolicy;
import dev.lull.IdleWatcher;
import dev.lull.MonitorTarget;
import dev.lull.Reading;
import dev.lull.StrategyException;
import dev.lull.Verdict;
import dev.lull.WatchListener;
import dev.lull.bench.contestant.StrategyVariant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** One service that is stopped when idle and started again, over and over, with a client around each stop. */
final class RaceLane {

    private static final Duration IDLE_TIMEOUT = Duration.ofMillis(20);
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(4);
    private static final Duration UNTIL_RESTART = Duration.ofMillis(50);
    private static final Duration LONGEST_IN_USE = Duration.ofSeconds(2);
    private static final long BETWEEN_TRIALS_MILLIS = 10;

    /** Clients come from so long before the deadline, until the stop is over. */
    private static final long EARLIEST_MICROS = 10_000;

    private final StrategyVariant variant;
    private final int port;
    private final int servicePort;
    private final RacedService service;
    private final Random random;
    private final ExecutorService threads;
    private final RaceTally tally;

    /**
     * Makes one.
     *
     * @param variant watches
     * @param port where clients connect
     * @param servicePort where the service listens; the same, unless the variant is in the path
     * @param service is raced
     * @param seed of the clients' moments
     * @param threads run the clients
     * @param tally counts
     */
    RaceLane(
            StrategyVariant variant,
            int port,
            int servicePort,
            RacedService service,
            long seed,
            ExecutorService threads,
            RaceTally tally) {
        this.variant = variant;
        this.port = port;
        this.servicePort = servicePort;
        this.service = service;
        this.random = new Random(seed);
        this.threads = threads;
        this.tally = tally;
    }

    /** Stops once, with a client at a random moment around the deadline. */
    void race(int run) throws IOException, InterruptedException {
        RacedRun current = service.start(run);
        try (current;
                ActivityMonitor monitor = open(current)) {
            sendClient(run);
            StopMoment moment = new StopMoment();
            IdleWatcher.builder(monitor, IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT), verdict -> {
                        current.shutDown(verdict);
                        tally.stopped(System.nanoTime() - moment.lastLookNanos);
                    })
                    .checkInterval(CHECK_INTERVAL)
                    .listener(moment)
                    .build()
                    .run();
        }
        TimeUnit.NANOSECONDS.sleep(UNTIL_RESTART.toNanos());
    }

    /** A process that another lane starts has all of this one's descriptors for a moment, between fork and exec. */
    private ActivityMonitor open(RacedRun current) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_IN_USE.toNanos();
        while (true) {
            try {
                return variant.open(target(), current::processes);
            } catch (StrategyException e) {
                boolean inUse = String.valueOf(e.getMessage()).matches(".*(EADDRINUSE|Address already in use).*");
                if (!inUse || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIALS_MILLIS);
            }
        }
    }

    private MonitorTarget target() {
        return variant.inPath()
                ? new MonitorTarget.Proxied(
                        new InetSocketAddress(port),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), servicePort))
                : MonitorTarget.port(port);
    }

    private void sendClient(int run) throws IOException {
        long afterMicros = TimeUnit.NANOSECONDS.toMicros(IDLE_TIMEOUT.toNanos())
                - EARLIEST_MICROS
                + random.nextLong(EARLIEST_MICROS
                        + TimeUnit.NANOSECONDS.toMicros(service.longestStop().toNanos()));
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getByName(random.nextBoolean() ? "127.0.0.1" : "::1"), port);
        threads.execute(() -> {
            try {
                TimeUnit.MICROSECONDS.sleep(afterMicros);
                tally.fared(RacingClient.connect(address, service, run));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the race is called off
            }
        });
    }

    /** Remembers when the last look was, for one thread. */
    private static final class StopMoment implements WatchListener {
        private long lastLookNanos;

        @Override
        public void onLook(Reading reading, Verdict verdict) {
            lastLookNanos = System.nanoTime();
        }
    }
}
