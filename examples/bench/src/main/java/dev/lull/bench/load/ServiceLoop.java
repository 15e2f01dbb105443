package dev.lull.bench.load;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** One thread of the service: the connections that it was given. The first loop accepts for all of them. */
final class ServiceLoop implements Runnable {

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Wire.CHUNK_BYTES);
    private final Queue<SocketChannel> handedOver = new ConcurrentLinkedQueue<>();
    private List<ServiceLoop> loops = List.of();
    private int next;

    ServiceLoop() throws IOException {}

    void listen(ServerSocketChannel listener, List<ServiceLoop> loops) throws IOException {
        this.loops = List.copyOf(loops);
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    @Override
    public void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::serve);
                for (SocketChannel channel = handedOver.poll(); channel != null; channel = handedOver.poll()) {
                    begin(channel);
                }
            }
        } catch (IOException e) {
            System.err.println("service: " + e);
        }
    }

    private void serve(SelectionKey key) {
        if (key.attachment() instanceof ServiceConnection connection) {
            advance(connection, key);
        } else {
            acceptAll((ServerSocketChannel) key.channel());
        }
    }

    private void acceptAll(ServerSocketChannel listener) {
        try {
            for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
                ServiceLoop loop = loops.get(next++ % loops.size());
                if (loop == this) {
                    begin(channel);
                } else {
                    loop.handedOver.add(channel);
                    loop.selector.wakeup();
                }
            }
        } catch (IOException e) {
            System.err.println("service: accept: " + e); // too many open files: what waits is accepted later
        }
    }

    private void begin(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        advance(new ServiceConnection(channel, buffer), null); // often the first byte is there already
    }

    /** Lets a connection do what it can; a short one is over before it needs a place in the selector. */
    private void advance(ServiceConnection connection, @Nullable SelectionKey key) {
        try {
            int interest = connection.advance();
            if (interest == 0) {
                connection.channel().close();
            } else if (key == null) {
                connection.channel().register(selector, interest, connection);
            } else if (key.interestOps() != interest) {
                key.interestOps(interest);
            }
        } catch (IOException | CancelledKeyException e) {
            connection.abort(); // the client sees it and says so
        }
    }
}
