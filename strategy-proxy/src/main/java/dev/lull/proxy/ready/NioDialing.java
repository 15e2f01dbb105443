package dev.lull.proxy.ready;

import dev.lull.proxy.relay.SocketLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A connection being made. */
final class NioDialing implements NioLoop.Ready, SocketLoop.Timer {

    private final NioLoop loop;
    private final InetSocketAddress to;
    private final SocketLoop.@Nullable LocalEnd from;
    private final SocketLoop.DialHandler handler;
    private @Nullable SocketChannel channel;
    private boolean done;

    NioDialing(NioLoop loop, InetSocketAddress to, SocketLoop.@Nullable LocalEnd from, SocketLoop.DialHandler handler) {
        this.loop = loop;
        this.to = to;
        this.from = from;
        this.handler = handler;
    }

    NioDialing begin() {
        try {
            SocketChannel dialled = NioLoop.openChannel(to);
            channel = dialled;
            SocketTuning.connection(dialled, to);
            if (from != null) {
                dialled.bind(new InetSocketAddress(from.address(), 0));
                from.bound((InetSocketAddress) dialled.getLocalAddress());
            }
            // On this machine the handshake is often through before connect returns.
            if (dialled.connect(to) || dialled.finishConnect()) {
                connected(loop.register(dialled));
            } else {
                loop.register(dialled, SelectionKey.OP_CONNECT, this);
            }
        } catch (IOException | RuntimeException e) { // such as UnsupportedAddressTypeException
            failed(e);
        }
        return this;
    }

    @Override
    public void ready(SelectionKey key) {
        SocketChannel dialled = (SocketChannel) key.channel();
        try {
            if (!done && dialled.finishConnect()) {
                connected(new NioTransport(loop, dialled, key));
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void connected(NioTransport transport) {
        done = true;
        handler.connected(transport);
    }

    private void failed(Exception cause) {
        if (!done) {
            done = true;
            NioLoop.closeQuietly(channel);
            handler.failed(cause instanceof IOException failure ? failure : new IOException(cause));
        }
    }

    @Override
    public void cancel() {
        if (!done) {
            done = true;
            NioLoop.closeQuietly(channel);
        }
    }
}
