package dev.lull.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Connections that live for one byte each way, in batches, so that several are under way at a time. The service closes
 * first: TIME_WAIT is then on its side, and the client does not run out of ports.
 */
final class ChurnWorker extends CrewWorker {

    private static final int BATCH = 16;

    private final InetSocketAddress address;
    private final Deque<SocketChannel> open = new ArrayDeque<>();
    private volatile boolean aborted;

    ChurnWorker(InetSocketAddress address, Crew crew) {
        super(crew);
        this.address = address;
    }

    @Override
    void work() throws IOException {
        ByteBuffer answer = ByteBuffer.allocateDirect(2);
        try {
            while (!stopped() && !aborted) {
                for (int i = 0; i < BATCH; i++) {
                    open.add(LoadSocket.open(address, Wire.CHURN));
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
    void abort() {
        aborted = true; // a thread that waits is a daemon: the process ends without it
    }
}
