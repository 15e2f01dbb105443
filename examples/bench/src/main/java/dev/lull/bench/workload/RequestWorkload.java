package dev.lull.bench.workload;

import dev.lull.bench.load.Crew;
import dev.lull.bench.load.CrewWorker;
import dev.lull.bench.load.EchoConnections;
import dev.lull.bench.load.LoadSocket;
import dev.lull.bench.load.Message;
import dev.lull.bench.load.Wire;
import dev.lull.bench.model.Metric;
import dev.lull.bench.model.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** Requests of 64 bytes at full speed: the next one follows the answer. An operation is a request. */
final class RequestWorkload implements Workload {

    private final int connections;

    private RequestWorkload(int connections) {
        this.connections = connections;
    }

    /** On one connection: how long one takes. */
    static Workload one() {
        return new RequestWorkload(1);
    }

    /** On many: how many go through. */
    static Workload many(int connections) {
        return new RequestWorkload(connections);
    }

    @Override
    public String id() {
        return "pp" + connections;
    }

    @Override
    public List<Figure> figures() {
        return connections == 1 ? latencies() : throughput();
    }

    private List<Figure> latencies() {
        String request = "64-byte request, 1 connection, ";
        return List.of(
                latency(Metric.speed(id(), id() + ".p50", request + "median", "µs")
                        .drawn(Section.REQUESTS, "1 connection, median latency")
                        .asHeadline()),
                latency(Metric.speed(id(), id() + ".p99", request + "p99", "µs")),
                latency(Metric.speed(id(), id() + ".p999", request + "p99.9", "µs")),
                new Figure(
                        Metric.processorTime(id(), id() + ".cpu", "contestant's CPU per request, 1 connection", "µs"),
                        Measured::contestantMicrosPerOperation));
    }

    private List<Figure> throughput() {
        String many = connections + " connections";
        String request = "64-byte request, " + many + " at full speed, ";
        return List.of(
                new Figure(
                        Metric.speed(id(), id() + ".rate", "64-byte requests, " + many, "/s")
                                .drawn(Section.REQUESTS, many + " at full speed, requests a second")
                                .asHeadline(),
                        Measured::perSecond),
                latency(Metric.speed(id(), id() + ".p50", request + "median", "µs")),
                latency(Metric.speed(id(), id() + ".p99", request + "p99", "µs")
                        .drawn(Section.REQUESTS, many + " at full speed, p99 latency")
                        .asHeadline()),
                new Figure(
                        Metric.processorTime(id(), id() + ".cpu", "contestant's CPU per request, " + many, "µs")
                                .drawn(
                                        Section.REQUESTS,
                                        "The contestant's CPU per request, " + many + " at full speed"),
                        Measured::contestantMicrosPerOperation));
    }

    /** The percentile that the metric's name ends with. */
    static Figure latency(Metric metric) {
        String percentile = metric.id().substring(metric.id().indexOf('.') + 1);
        return new Figure(metric, measured -> measured.micros(percentile));
    }

    @Override
    public boolean onOneProcessor() {
        return connections == 1;
    }

    @Override
    public Optional<SystemCalls> systemCalls() {
        String many = connections == 1 ? "1 connection" : connections + " connections";
        return Optional.of(SystemCalls.of(this, "64-byte request, " + many, 1, ""));
    }

    @Override
    public List<CrewWorker> workers(Crew crew) throws IOException {
        return crew.share(connections, share -> share == 1 ? new OneAtATime(crew) : new Many(crew, share));
    }

    /**
     * One connection with one request under way at a time. A request that takes long keeps others from being sent; they
     * are filled in afterwards as if one had been due every median time, which is how HdrHistogram undoes coordinated
     * omission.
     */
    private static final class OneAtATime extends CrewWorker {

        private final SocketChannel channel;

        OneAtATime(Crew crew) throws IOException {
            super(crew);
            this.channel = LoadSocket.open(crew.address(), Wire.ECHO);
        }

        @Override
        protected void work() throws IOException {
            try (channel) {
                Message message = new Message(1);
                while (!stopped()) {
                    boolean measured = measuring();
                    long sentAt = System.nanoTime();
                    LoadSocket.writeFully(channel, message.next());
                    LoadSocket.readFully(channel, message.received());
                    long took = System.nanoTime() - sentAt;
                    message.received().position(Wire.MESSAGE_BYTES);
                    message.check();
                    count(1);
                    if (measured && measuring()) {
                        record(took);
                    }
                }
            }
        }

        @Override
        protected Histogram latencies() {
            Histogram taken = super.latencies();
            return taken.getTotalCount() == 0
                    ? taken
                    : taken.copyCorrectedForCoordinatedOmission(Math.max(1, taken.getValueAtPercentile(50)));
        }

        @Override
        protected void abort() {
            LoadSocket.closeQuietly(channel);
        }
    }

    /** Several connections that each send the next request as soon as the last one is answered. */
    private static final class Many extends CrewWorker {

        private static final long LOOK_UP_MILLIS = 100;

        private final EchoConnections connections;
        private final long[] sentAtNanos;
        private int underWay;

        Many(Crew crew, int connections) throws IOException {
            super(crew);
            this.connections = new EchoConnections(crew.address(), connections);
            this.sentAtNanos = new long[connections];
        }

        @Override
        protected void work() throws IOException {
            try (connections) {
                for (int i = 0; i < connections.size(); i++) {
                    send(connections, i);
                }
                while (underWay > 0) {
                    connections.receive(LOOK_UP_MILLIS, this::answered);
                }
            }
        }

        private void answered(EchoConnections from, int connection) {
            underWay--;
            count(1);
            if (measuring()) {
                record(System.nanoTime() - sentAtNanos[connection]);
            }
            if (!stopped()) {
                send(from, connection);
            }
        }

        private void send(EchoConnections to, int connection) {
            sentAtNanos[connection] = System.nanoTime();
            underWay++;
            try {
                to.send(connection);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        protected void abort() {
            connections.close();
        }
    }
}
