package dev.lull.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One thread of a {@link Crew}: does operations until the crew is stopped, and counts them. */
public abstract class CrewWorker {

    /** Above it a latency is counted as this: a minute is as bad as an hour. */
    private static final long HIGHEST_LATENCY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Crew crew;
    private final AtomicLong operations = new AtomicLong();
    private final Histogram latencies = new Histogram(HIGHEST_LATENCY_NANOS, 3);
    private @Nullable Thread thread;
    private volatile @Nullable Exception failure;

    protected CrewWorker(Crew crew) {
        this.crew = crew;
    }

    /** Works until {@link #stopped}, then finishes what it began and closes all it opened. */
    protected abstract void work() throws IOException;

    /** Closes what {@link #work} may be waiting for; called by another thread, also after the end. */
    protected abstract void abort();

    /** What was measured; to be asked for when the thread has ended. */
    protected Histogram latencies() {
        return latencies;
    }

    final void start() {
        Thread made = new Thread(this::runGuarded, "load");
        made.setDaemon(true);
        thread = made;
        made.start();
    }

    final boolean join(long millis) throws IOException {
        Thread started = thread;
        if (started == null) {
            return true;
        }
        try {
            started.join(millis);
            return !started.isAlive();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    protected final boolean measuring() {
        return crew.measuring();
    }

    protected final InetSocketAddress address() {
        return crew.address();
    }

    protected final boolean stopped() {
        return crew.stopped();
    }

    protected final void count(long more) {
        operations.lazySet(operations.get() + more); // one writer
    }

    protected final void record(long nanos) {
        latencies.recordValue(Math.max(0, Math.min(nanos, HIGHEST_LATENCY_NANOS)));
    }

    final long operations() {
        return operations.get();
    }

    final void rethrow() throws IOException {
        Exception thrown = failure;
        if (thrown != null) {
            throw new IOException(thrown.getMessage() == null ? thrown.toString() : thrown.getMessage(), thrown);
        }
    }

    private void runGuarded() {
        try {
            work();
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }
}
