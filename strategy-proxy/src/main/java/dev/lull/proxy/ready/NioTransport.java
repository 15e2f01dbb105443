package dev.lull.proxy.ready;

import dev.lull.proxy.relay.Chunk;
import dev.lull.proxy.relay.Delivery;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.OptionalLong;

/** A connection on a selector. The selector tells of a state, not of a change, so a short read costs no second one. */
final class NioTransport extends ReadyTransport implements NioLoop.Ready {

    /**
     * So much is sent without an acknowledgement of what comes before it: below the initial window (RFC 6928, ten
     * segments of at least 536 bytes). A reset comes behind it, and to look would cost more than most such connections do.
     */
    private static final int LEAVES_AT_ONCE_BYTES = 4096;

    private final NioLoop loop;
    private final SocketChannel channel;
    private final SelectionKey key;
    private int interest;
    private long writtenBytes;
    private long lastWriteNanos;
    private Delivery delivery = new Delivery(0, true);
    private int deliveredAtLook;

    NioTransport(NioLoop loop, SocketChannel channel, Selector selector) throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.key = channel.register(selector, 0, this);
    }

    /** Takes over the key that the channel was dialled with. */
    NioTransport(NioLoop loop, SocketChannel channel, SelectionKey key) {
        this.loop = loop;
        this.channel = channel;
        this.key = key;
        key.attach(this);
        key.interestOps(0);
    }

    @Override
    public void ready(SelectionKey selected) {
        int ready = selected.readyOps();
        loop.serve(this, (ready & SelectionKey.OP_READ) != 0, (ready & SelectionKey.OP_WRITE) != 0);
    }

    @Override
    int read(Chunk chunk, int limit) throws IOException {
        ByteBuffer bytes = chunk.bytes;
        bytes.limit(limit).position(0);
        int count = read(bytes);
        chunk.start = 0;
        chunk.end = Math.max(count, 0);
        return count;
    }

    @Override
    int read(ByteBuffer buffer) throws IOException {
        int room = buffer.remaining();
        int count = channel.read(buffer);
        readable = count == room;
        return count;
    }

    @Override
    int write(Chunk chunk) throws IOException {
        ByteBuffer bytes = chunk.bytes;
        bytes.limit(chunk.end).position(chunk.start);
        lastWriteNanos = System.nanoTime();
        int count = channel.write(bytes);
        writtenBytes += count;
        deliveredAtLook = 0;
        chunk.start += count;
        writable = chunk.length() == 0;
        return count;
    }

    @Override
    void want(boolean toRead, boolean toWrite) {
        int wanted = (toRead ? SelectionKey.OP_READ : 0) | (toWrite ? SelectionKey.OP_WRITE : 0);
        if (wanted != interest) {
            interest = wanted;
            key.interestOps(wanted);
        }
        if (wanted == 0) {
            loop.waitsForNothing();
        }
    }

    /** The peer was reset while nothing was awaited here. */
    void silentlyReset() {
        IOException cause = new IOException("the connection was reset");
        if (source != null) {
            source.sourceIsReset(cause);
        } else {
            broken(cause);
        }
    }

    @Override
    public InetSocketAddress local() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /**
     * {@inheritDoc}
     *
     * <p>By {@link SendQueues}: on Linux. What two looks do not find is delivered; one may miss a row of a table that
     * changes meanwhile.
     */
    @Override
    public Optional<Delivery> delivery() {
        if (closed || writtenBytes <= LEAVES_AT_ONCE_BYTES) {
            return Optional.of(new Delivery(0, true));
        }
        SendQueues queues = loop.sendQueues();
        int look = queues.look();
        if (look == 0) {
            return Optional.empty();
        }
        if (queues.lookedAtNanos() - lastWriteNanos <= 0) {
            return Optional.of(new Delivery(delivery.acknowledgedBytes(), false)); // it was too soon to look again
        }
        try {
            delivery = delivery(queues, look);
        } catch (IOException e) {
            delivery = new Delivery(writtenBytes, true); // it is broken
        }
        return Optional.of(delivery);
    }

    private Delivery delivery(SendQueues queues, int look) throws IOException {
        OptionalLong left = queues.unacknowledged(local(), (InetSocketAddress) channel.getRemoteAddress());
        if (left.isPresent()) {
            deliveredAtLook = 0;
            return new Delivery(Math.max(0, writtenBytes - left.getAsLong()), false);
        }
        if (deliveredAtLook == 0) {
            deliveredAtLook = look;
        }
        return new Delivery(writtenBytes, deliveredAtLook != look);
    }

    @Override
    public void shutdownOutput() {
        lastWriteNanos = System.nanoTime();
        deliveredAtLook = 0;
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            assert true : "the peer is gone, which the other direction is told";
        }
    }

    @Override
    void closeSocket(boolean withReset) {
        if (withReset) {
            SocketTuning.resetOnClose(channel);
        }
        NioLoop.closeQuietly(channel);
    }
}
