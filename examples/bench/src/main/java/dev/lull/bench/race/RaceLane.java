package dev.lull.bench.race;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** One service that is stopped when idle and started again, over and over, with a client around each stop. */
final class RaceLane {

    private static final long UNTIL_RESTART_MILLIS = 50;

    /** Clients come from so long before the deadline, until the stop is over. */
    private static final long EARLIEST_MICROS = 10_000;

    private final IdleStopper stopper;
    private final RacedService service;
    private final Random random;
    private final ExecutorService threads;
    private final RaceTally tally;

    /**
     * Makes one.
     *
     * @param stopper stops; the caller closes it
     * @param service is raced
     * @param seed of the clients' moments
     * @param threads run the clients
     * @param tally counts
     */
    RaceLane(IdleStopper stopper, RacedService service, long seed, ExecutorService threads, RaceTally tally) {
        this.stopper = stopper;
        this.service = service;
        this.random = new Random(seed);
        this.threads = threads;
        this.tally = tally;
    }

    /** Stops once, with a client at a random moment around the deadline. */
    void race(int run) throws IOException, InterruptedException {
        try (RacedRun current = service.start(run)) {
            tally.stopped(stopper.stopWhenIdle(current, () -> sendClient(run)));
        }
        TimeUnit.MILLISECONDS.sleep(UNTIL_RESTART_MILLIS);
    }

    /** Runs once more, for who waits where the listening socket outlives the runs. */
    void serveWhoWaits() throws IOException, InterruptedException {
        TimeUnit.NANOSECONDS.sleep(stopper.longestStop().toNanos());
        try (RacedRun last = service.start(Integer.MAX_VALUE)) {
            stopper.stopWhenIdle(last, () -> {});
        }
    }

    private void sendClient(int run) {
        long afterMicros = micros(IdleStopper.IDLE_TIMEOUT)
                - EARLIEST_MICROS
                + random.nextLong(EARLIEST_MICROS + micros(stopper.longestStop()));
        InetSocketAddress address =
                new InetSocketAddress(loopback(random.nextBoolean() ? "127.0.0.1" : "::1"), stopper.port());
        threads.execute(() -> {
            try {
                TimeUnit.MICROSECONDS.sleep(afterMicros);
                tally.fared(RacingClient.connect(address, service, run));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the race is called off
            }
        });
    }

    private static long micros(Duration duration) {
        return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    }

    private static InetAddress loopback(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError("a literal", e);
        }
    }
}
