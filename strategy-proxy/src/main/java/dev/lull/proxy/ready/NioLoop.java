package dev.lull.proxy.ready;

import dev.lull.NanoClock;
import dev.lull.proxy.relay.Chunk;
import dev.lull.proxy.relay.Listener;
import dev.lull.proxy.relay.Pump;
import dev.lull.proxy.relay.Quota;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A loop around a {@link Selector}. Each key's attachment is what serves it. */
final class NioLoop extends ReadyLoop {

    private final Selector selector;
    private final SilentResets silentResets;
    private final SendQueues sendQueues = new SendQueues();

    NioLoop(String threadName, NanoClock clock, Quota heldBytes) throws IOException {
        super(threadName, clock, capacity -> new Chunk(ByteBuffer.allocateDirect(capacity), 0), heldBytes);
        this.selector = Selector.open();
        this.silentResets = new SilentResets(this, selector);
    }

    /** Serves a key that was selected. */
    @FunctionalInterface
    interface Ready {
        void ready(SelectionKey key);
    }

    @Override
    void await(long timeoutNanos) throws IOException {
        if (timeoutNanos == 0) {
            selector.selectNow(this::serve);
        } else if (timeoutNanos < 0) {
            selector.select(this::serve);
        } else {
            // Rounded up: woken before the timer is due, the loop would turn once for nothing.
            selector.select(this::serve, TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + 1);
        }
    }

    private void serve(SelectionKey key) {
        turn();
        try {
            ((Ready) key.attachment()).ready(key);
        } catch (CancelledKeyException e) {
            assert !key.isValid() : "its connection was closed by one served before it";
        }
    }

    @Override
    protected void wake() {
        selector.wakeup();
    }

    @Override
    public Listener listen(InetSocketAddress where, int backlog, Listener.Handler handler) throws IOException {
        boolean any = where.getAddress().isAnyLocalAddress();
        boolean ipv4Alone = any && where.getAddress() instanceof Inet4Address;
        ServerSocketChannel channel =
                ipv4Alone ? ServerSocketChannel.open(StandardProtocolFamily.INET) : ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.configureBlocking(false);
            // Java's own "any" is that of the channel's family, whichever the kernel has.
            channel.bind(any ? new InetSocketAddress(where.getPort()) : where, backlog);
            NioListener listener = new NioListener(channel, handler);
            listener.register(selector);
            return listener;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Timer dial(InetSocketAddress to, @Nullable LocalEnd from, DialHandler handler) {
        return new NioDialing(this, to, from, handler).begin();
    }

    /** A connection waits for nothing, so that the selector will not tell of its reset. */
    void waitsForNothing() {
        silentResets.watch();
    }

    SendQueues sendQueues() {
        return sendQueues;
    }

    NioTransport register(SocketChannel channel) throws IOException {
        return new NioTransport(this, channel, selector);
    }

    SelectionKey register(SocketChannel channel, int interest, Ready ready) throws IOException {
        return channel.register(selector, interest, ready);
    }

    @Override
    CopyPump newPump(ReadyTransport from, ReadyTransport to, Pump.Handler handler) {
        return new CopyPump(this, from, to, handler);
    }

    @Override
    protected void closeSockets() {
        for (SelectionKey key : selector.keys()) {
            closeQuietly(key.channel());
        }
        try {
            selector.selectNow(); // what was registered here is freed by this
        } catch (IOException e) {
            assert true : "closing goes on";
        }
        closeQuietly(selector);
    }

    static SocketChannel openChannel(InetSocketAddress to) throws IOException {
        SocketChannel channel = to.getAddress() instanceof Inet4Address
                ? SocketChannel.open(StandardProtocolFamily.INET)
                : SocketChannel.open();
        try {
            channel.configureBlocking(false);
            return channel;
        } catch (IOException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    static void closeQuietly(@Nullable AutoCloseable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (Exception e) {
            assert true : "the descriptor is free whatever close says";
        }
    }
}
