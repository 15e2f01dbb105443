package dev.lull.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import org.HdrHistogram.Histogram;

/**
 * One connection with one request under way at a time. A request that takes long keeps others from being sent; they are
 * filled in afterwards as if one had been due every median time, which is how HdrHistogram undoes coordinated omission.
 */
final class PingPongWorker extends CrewWorker {

    private final SocketChannel channel;

    PingPongWorker(InetSocketAddress address, Crew crew) throws IOException {
        super(crew);
        this.channel = LoadSocket.open(address, Wire.ECHO);
    }

    @Override
    void work() throws IOException {
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
    Histogram latencies() {
        Histogram taken = super.latencies();
        return taken.getTotalCount() == 0
                ? taken
                : taken.copyCorrectedForCoordinatedOmission(Math.max(1, taken.getValueAtPercentile(50)));
    }

    @Override
    void abort() {
        LoadSocket.closeQuietly(channel);
    }
}
