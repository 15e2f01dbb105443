package dev.lull.bench.workload;

import dev.lull.bench.load.CorruptStreamException;
import dev.lull.bench.load.Crew;
import dev.lull.bench.load.CrewWorker;
import dev.lull.bench.load.LoadSocket;
import dev.lull.bench.load.MarkReader;
import dev.lull.bench.load.MarkWriter;
import dev.lull.bench.load.Wire;
import dev.lull.bench.model.Metric;
import dev.lull.bench.model.Section;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** As many bytes one way as go through; an operation is a byte. */
final class BulkWorkload implements Workload {

    private static final double BYTES_PER_GIGABYTE = 1e9;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    private final boolean up;
    private final int connections;

    private BulkWorkload(boolean up, int connections) {
        this.up = up;
        this.connections = connections;
    }

    /** From client to service. */
    static Workload up(int connections) {
        return new BulkWorkload(true, connections);
    }

    /** From service to client. */
    static Workload down(int connections) {
        return new BulkWorkload(false, connections);
    }

    @Override
    public String id() {
        return (up ? "up" : "down") + connections;
    }

    @Override
    public List<Figure> figures() {
        String many = connections == 1 ? "1 connection" : connections + " connections";
        String direction = (up ? "up, " : "down, ") + many;
        Metric rate = Metric.speed(id(), id(), "bulk " + direction, "GB/s")
                .drawn(Section.BULK, (up ? "Up, " : "Down, ") + many)
                .asHeadline();
        Metric own = Metric.processorTime(id(), id() + ".cpu", "contestant's CPU, bulk " + direction, "s/GB");
        Metric all = Metric.processorTime(
                id(), id() + ".cpu-all", "CPU of client, contestant and service, bulk " + direction, "s/GB");
        if (counted()) {
            own = own.drawn(Section.BULK, "The contestant's CPU seconds per GB, up, 1 connection")
                    .asHeadline();
            all = all.drawn(Section.BULK, "CPU seconds per GB of client, contestant and service together")
                    .asHeadline();
        }
        return List.of(
                new Figure(rate, measured -> measured.perSecond() / BYTES_PER_GIGABYTE),
                // Nanoseconds a byte are seconds a gigabyte.
                new Figure(own, measured -> measured.contestantNanos() / measured.operations()),
                new Figure(all, measured -> measured.allNanos() / measured.operations()));
    }

    @Override
    public Optional<SystemCalls> systemCalls() {
        return counted()
                ? Optional.of(SystemCalls.of(this, "MB, bulk up, 1 connection", BYTES_PER_MEGABYTE, "/MB"))
                : Optional.empty();
    }

    /** One of the four stands for all where costs are looked at closely. */
    private boolean counted() {
        return up && connections == 1;
    }

    @Override
    public List<CrewWorker> workers(Crew crew) throws IOException {
        List<CrewWorker> workers = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            workers.add(new Worker(crew, up));
        }
        return workers;
    }

    /** One connection. */
    private static final class Worker extends CrewWorker {

        private final SocketChannel channel;
        private final boolean up;

        Worker(Crew crew, boolean up) throws IOException {
            super(crew);
            this.up = up;
            this.channel = LoadSocket.open(crew.address(), up ? Wire.UPLOAD : Wire.DOWNLOAD);
        }

        @Override
        protected void work() throws IOException {
            try (channel) {
                if (up) {
                    send();
                } else {
                    receive();
                }
            }
        }

        private void send() throws IOException {
            MarkWriter writer = new MarkWriter();
            while (!stopped()) {
                count(writer.send(channel));
            }
            writer.end();
            while (!writer.finished()) {
                writer.send(channel);
            }
            ByteBuffer answer = ByteBuffer.allocate(Long.BYTES);
            LoadSocket.readFully(channel, answer);
            long arrived = answer.getLong(0);
            if (arrived != writer.offset()) {
                throw new CorruptStreamException("sent " + writer.offset() + " bytes, " + arrived + " arrived");
            }
        }

        private void receive() throws IOException {
            MarkReader reader = new MarkReader();
            ByteBuffer buffer = ByteBuffer.allocateDirect(Wire.CHUNK_BYTES);
            boolean asked = false;
            while (!reader.ended()) {
                if (stopped() && !asked) {
                    asked = true;
                    channel.write(ByteBuffer.wrap(new byte[] {Wire.DOWNLOAD}));
                }
                buffer.clear();
                int read = channel.read(buffer);
                if (read < 0) {
                    throw new EOFException("the connection ended before the stream did, at " + reader.bytes());
                }
                count(read);
                buffer.flip();
                reader.accept(buffer);
            }
        }

        @Override
        protected void abort() {
            LoadSocket.closeQuietly(channel);
        }
    }
}
