package dev.lull.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Threads that do the same: warms them up, measures for a while, lets them finish, and adds up what they did. */
public final class Crew {

    /** How long finishing may take: what is then still missing has been lost on the way. */
    static final long PATIENCE_MILLIS = 5_000;

    private static final int OPERATIONS_TO_WARM = 1;

    private final InetSocketAddress address;
    private final int threads;
    private final int pacePerSecond;
    private final Phases phases;
    private List<CrewWorker> workers = List.of();
    private volatile boolean measuring;
    private volatile boolean stopped;

    /** Told when the measured time begins and ends; the load goes on until it returns. */
    public interface Phases {
        void reached(String phase) throws IOException;
    }

    /** Makes one worker for a share of the connections. */
    public interface Hiring {
        CrewWorker worker(int connections) throws IOException;
    }

    /**
     * Sets a crew up.
     *
     * @param address to connect to
     * @param threads that share many connections
     * @param pacePerSecond of requests, where they have a pace
     * @param phases told of the measured time
     */
    public Crew(InetSocketAddress address, int threads, int pacePerSecond, Phases phases) {
        this.address = address;
        this.threads = threads;
        this.pacePerSecond = pacePerSecond;
        this.phases = phases;
    }

    public InetSocketAddress address() {
        return address;
    }

    public int threads() {
        return threads;
    }

    public int pacePerSecond() {
        return pacePerSecond;
    }

    /** Makes a worker for each thread, with its share of the connections. */
    public List<CrewWorker> share(int connections, Hiring hiring) throws IOException {
        List<CrewWorker> hired = new ArrayList<>();
        int count = Math.min(threads, connections);
        for (int i = 0; i < count; i++) {
            hired.add(hiring.worker(connections / count + (i < connections % count ? 1 : 0)));
        }
        return hired;
    }

    boolean measuring() {
        return measuring;
    }

    boolean stopped() {
        return stopped;
    }

    /** Runs all; what it returns is the answer to the harness. */
    public String run(List<CrewWorker> all, long warmMillis, long millis) throws IOException {
        workers = List.copyOf(all);
        workers.forEach(CrewWorker::start);
        try {
            awaitFirstOperations();
            pause(warmMillis);
            phases.reached("begin");
            long before = operations();
            long began = System.nanoTime();
            measuring = true;
            pause(millis);
            measuring = false;
            long after = operations();
            long took = System.nanoTime() - began;
            phases.reached("end");
            stopped = true;
            finish();
            return answer(after - before, took);
        } finally {
            stopped = true;
            workers.forEach(CrewWorker::abort);
        }
    }

    private void awaitFirstOperations() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (workers.stream().anyMatch(worker -> worker.operations() < OPERATIONS_TO_WARM)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("no answer within " + PATIENCE_MILLIS + " ms on "
                        + workers.stream()
                                .filter(worker -> worker.operations() < OPERATIONS_TO_WARM)
                                .count()
                        + " of " + workers.size() + " threads");
            }
            pause(1);
        }
    }

    private void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        for (CrewWorker worker : workers) {
            worker.rethrow();
        }
    }

    private void finish() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        for (CrewWorker worker : workers) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (!worker.join(Math.max(1, left))) {
                throw new IOException("bytes sent were still missing " + PATIENCE_MILLIS + " ms after the end");
            }
            worker.rethrow();
        }
    }

    private long operations() {
        return workers.stream().mapToLong(CrewWorker::operations).sum();
    }

    private String answer(long operations, long tookNanos) {
        StringBuilder answer = new StringBuilder();
        answer.append("operations=").append(operations).append(" nanos=").append(tookNanos);
        Histogram all = new Histogram(3);
        workers.forEach(worker -> all.add(worker.latencies()));
        if (all.getTotalCount() > 0) {
            append(answer, all, "p50", 50);
            append(answer, all, "p99", 99);
            append(answer, all, "p999", 99.9);
            answer.append(" max=").append(all.getMaxValue());
        }
        return answer.toString();
    }

    private static void append(StringBuilder answer, Histogram latencies, String name, double percentile) {
        answer.append(String.format(Locale.ROOT, " %s=%d", name, latencies.getValueAtPercentile(percentile)));
    }
}
