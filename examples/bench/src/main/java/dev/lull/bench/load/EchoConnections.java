package dev.lull.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/** Several echo connections of one thread, each with at most one request under way. */
public final class EchoConnections implements AutoCloseable {

    private final Selector selector = Selector.open();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private @Nullable IOException failure;

    public EchoConnections(InetSocketAddress address, int connections) throws IOException {
        try {
            for (int i = 0; i < connections; i++) {
                SocketChannel channel = LoadSocket.open(address, Wire.ECHO);
                channels.add(channel);
                messages.add(new Message(i));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, i);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    public int size() {
        return channels.size();
    }

    public void send(int connection) throws IOException {
        LoadSocket.writeFully(channels.get(connection), messages.get(connection).next());
    }

    /** Tells of each answer that has come; waits for one for at most so long, or not at all for 0. */
    public void receive(long millis, ObjIntConsumer<EchoConnections> answered) throws IOException {
        if (millis > 0) {
            selector.select(key -> read(key, answered), millis);
        } else {
            selector.selectNow(key -> read(key, answered));
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void read(SelectionKey key, ObjIntConsumer<EchoConnections> answered) {
        int connection = (Integer) key.attachment();
        Message message = messages.get(connection);
        try {
            if (channels.get(connection).read(message.received()) < 0) {
                throw new EOFException("the connection ended before an answer");
            }
            if (message.answered()) {
                message.check();
                answered.accept(this, connection);
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    @Override
    public void close() {
        channels.forEach(LoadSocket::closeQuietly);
        try {
            selector.close();
        } catch (IOException e) {
            failure = e;
        }
    }
}
