package dev.lull.bench.workload;

import dev.lull.bench.load.Crew;
import dev.lull.bench.load.CrewWorker;
import dev.lull.bench.load.EchoConnections;
import dev.lull.bench.model.Metric;
import dev.lull.bench.model.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Requests of 64 bytes at a fixed pace over many connections. An operation is a request. */
final class PacedWorkload implements Workload {

    private final int connections;

    PacedWorkload(int connections) {
        this.connections = connections;
    }

    @Override
    public String id() {
        return "paced";
    }

    @Override
    public List<Figure> figures() {
        String many = connections + " connections at a fixed pace, ";
        String request = "64-byte request, " + many;
        return List.of(
                RequestWorkload.latency(Metric.speed(id(), id() + ".p50", request + "median", "µs")
                        .drawn(Section.REQUESTS, many + "median latency")),
                RequestWorkload.latency(Metric.speed(id(), id() + ".p99", request + "p99", "µs")
                        .drawn(Section.REQUESTS, many + "p99 latency")),
                RequestWorkload.latency(Metric.speed(id(), id() + ".p999", request + "p99.9", "µs")
                        .drawn(Section.REQUESTS, many + "p99.9 latency")),
                new Figure(
                        Metric.processorTime(
                                id(),
                                id() + ".cpu",
                                "contestant's CPU per request, " + connections + " connections at a fixed pace",
                                "µs"),
                        Measured::contestantMicrosPerOperation));
    }

    @Override
    public List<CrewWorker> workers(Crew crew) throws IOException {
        return crew.share(connections, share -> {
            long stepNanos = TimeUnit.SECONDS.toNanos(1) * connections / share / crew.pacePerSecond();
            return new Worker(crew, share, Math.max(1, stepNanos));
        });
    }

    /**
     * Requests at a fixed pace, whether or not the answers keep up. Each latency counts from the moment at which the request
     * was due, not from when it could be sent: nothing is omitted because the other side was slow.
     */
    private static final class Worker extends CrewWorker {

        private static final boolean FEW_PROCESSORS = Runtime.getRuntime().availableProcessors() < 4;
        private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
        private static final long SLEEP_ABOVE_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

        private final EchoConnections connections;
        private final long stepNanos;
        private final long[] dueNanos; // of the request under way, or of the next one
        private final boolean[] underWay;
        private final boolean[] measured;
        private int outstanding;

        Worker(Crew crew, int connections, long stepNanos) throws IOException {
            super(crew);
            this.connections = new EchoConnections(crew.address(), connections);
            this.stepNanos = stepNanos;
            this.dueNanos = new long[connections];
            this.underWay = new boolean[connections];
            this.measured = new boolean[connections];
        }

        @Override
        protected void work() throws IOException {
            try (connections) {
                int count = connections.size();
                long start = System.nanoTime();
                for (int i = 0; i < count; i++) {
                    dueNanos[i] = start + i * stepNanos;
                }
                long nextDue = start;
                int next = 0;
                while (!stopped()) {
                    while (System.nanoTime() - nextDue >= 0) {
                        // A connection whose request is under way sends this one when that is answered.
                        if (!underWay[next]) {
                            send(connections, next);
                        }
                        next = (next + 1) % count;
                        nextDue += stepNanos;
                    }
                    waitFor(nextDue);
                }
                long end = System.nanoTime();
                while (outstanding > 0 && System.nanoTime() - end < PATIENCE_NANOS) {
                    connections.receive(1, this::answered);
                }
                recordUnanswered(end);
            }
        }

        /** Sleeping is too coarse for what is due within microseconds: mostly this spins, and takes a processor. */
        @SuppressWarnings(
                "ThreadPriorityCheck") // not relied on for correctness: it leaves the processor to what is measured
        private void waitFor(long nextDue) throws IOException {
            if (nextDue - System.nanoTime() > SLEEP_ABOVE_NANOS) {
                connections.receive(1, this::answered);
                return;
            }
            connections.receive(0, this::answered);
            if (FEW_PROCESSORS) {
                Thread.yield(); // the others need this one
            } else {
                Thread.onSpinWait();
            }
        }

        private void answered(EchoConnections from, int connection) {
            long now = System.nanoTime();
            outstanding--;
            underWay[connection] = false;
            count(1);
            if (measured[connection]) {
                record(now - dueNanos[connection]);
            }
            dueNanos[connection] += stepNanos * from.size();
            if (!stopped() && now - dueNanos[connection] >= 0) {
                send(from, connection); // late already
            }
        }

        private void send(EchoConnections to, int connection) {
            underWay[connection] = true;
            measured[connection] = measuring();
            outstanding++;
            try {
                to.send(connection);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** What was due and never came counts with what it has taken so far; to leave it out would flatter. */
        private void recordUnanswered(long end) {
            long now = System.nanoTime();
            for (int i = 0; i < underWay.length; i++) {
                for (long due = dueNanos[i]; measured[i] && end - due > 0; due += stepNanos * underWay.length) {
                    record(now - due);
                }
            }
        }

        @Override
        protected void abort() {
            connections.close();
        }
    }
}
