package dev.lull.bench.workload;

import dev.lull.bench.load.CorruptStreamException;
import dev.lull.bench.load.Crew;
import dev.lull.bench.load.CrewWorker;
import dev.lull.bench.load.LoadSocket;
import dev.lull.bench.load.Wire;
import dev.lull.bench.model.Metric;
import dev.lull.bench.model.Section;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Short connections, as many as go through. An operation is a connection. */
final class ChurnWorkload implements Workload {

    @Override
    public String id() {
        return "churn";
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(
                        Metric.speed(id(), id(), "connect, one byte each way, close", "/s")
                                .drawn(Section.SHORT_CONNECTIONS, "Connections a second")
                                .asHeadline(),
                        Measured::perSecond),
                new Figure(
                        Metric.processorTime(id(), id() + ".cpu", "contestant's CPU per short connection", "µs")
                                .drawn(Section.SHORT_CONNECTIONS, "The contestant's CPU per connection"),
                        Measured::contestantMicrosPerOperation));
    }

    @Override
    public Optional<SystemCalls> systemCalls() {
        return Optional.of(SystemCalls.of(this, "short connection", 1, ""));
    }

    @Override
    public List<CrewWorker> workers(Crew crew) {
        List<CrewWorker> workers = new ArrayList<>();
        for (int i = 0; i < crew.threads(); i++) {
            workers.add(new Worker(crew));
        }
        return workers;
    }

    /**
     * Connections that live for one byte each way, in batches, so that several are under way at a time. The service closes
     * first: TIME_WAIT is then on its side, and the client does not run out of ports.
     */
    private static final class Worker extends CrewWorker {

        private static final int BATCH = 16;

        private final Deque<SocketChannel> open = new ArrayDeque<>();
        private volatile boolean aborted;

        Worker(Crew crew) {
            super(crew);
        }

        @Override
        protected void work() throws IOException {
            ByteBuffer answer = ByteBuffer.allocateDirect(2);
            try {
                while (!stopped() && !aborted) {
                    for (int i = 0; i < BATCH; i++) {
                        open.add(LoadSocket.open(address(), Wire.CHURN));
                    }
                    while (!open.isEmpty()) {
                        finish(open.peek(), answer);
                        open.remove();
                        count(1);
                    }
                }
            } finally {
                open.forEach(LoadSocket::closeQuietly);
            }
        }

        private static void finish(SocketChannel channel, ByteBuffer answer) throws IOException {
            try (channel) {
                answer.clear();
                while (channel.read(answer) >= 0) {
                    if (!answer.hasRemaining()) {
                        throw new CorruptStreamException("more than the one byte came back");
                    }
                }
                if (answer.position() != 1 || answer.get(0) != Wire.CHURN) {
                    throw new CorruptStreamException("a connection ended without its one byte");
                }
            }
        }

        @Override
        protected void abort() {
            aborted = true; // a thread that waits is a daemon: the process ends without it
        }
    }
}
