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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Watches with one of Lull's strategies.
 *
 * @param variant watches
 * @param port where clients connect
 * @param servicePort where the service listens; the same, unless the variant is in the path
 * @param longestStop of the service
 */
record StrategyStopper(StrategyVariant variant, int port, int servicePort, Duration longestStop)
        implements IdleStopper {

    private static final Duration CHECK_INTERVAL = Duration.ofMillis(4);
    private static final Duration LONGEST_IN_USE = Duration.ofSeconds(2);
    private static final long BETWEEN_TRIALS_MILLIS = 10;

    @Override
    public OptionalLong stopWhenIdle(RacedRun current, Runnable whenWatching) throws InterruptedException {
        try (ActivityMonitor monitor = open(current)) {
            whenWatching.run();
            StopMoment moment = new StopMoment();
            IdleWatcher.builder(monitor, IdleShutdownPolicy.idleAfter(IDLE_TIMEOUT), verdict -> {
                        current.shutDown(verdict);
                        moment.stoppedNanos = System.nanoTime();
                    })
                    .checkInterval(CHECK_INTERVAL)
                    .listener(moment)
                    .build()
                    .run();
            return OptionalLong.of(moment.stoppedNanos - moment.lastLookNanos);
        }
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

    @Override
    public void close() {}

    /** Remembers when the last look was, and when the stop was done; for one thread. */
    private static final class StopMoment implements WatchListener {
        private long lastLookNanos;
        private long stoppedNanos;

        @Override
        public void onLook(Reading reading, Verdict verdict) {
            lastLookNanos = System.nanoTime();
        }
    }
}
