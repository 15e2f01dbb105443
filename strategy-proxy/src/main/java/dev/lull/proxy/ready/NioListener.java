package dev.lull.proxy.ready;

import dev.lull.proxy.relay.Listener;
import dev.lull.proxy.relay.SocketLoop;
import dev.lull.proxy.relay.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.OptionalInt;

/** A listening channel. */
final class NioListener implements Listener, NioLoop.Ready {

    private static final int ACCEPTS_A_TURN = 64;

    private final ServerSocketChannel channel;
    private final Handler handler;
    private final InetSocketAddress local;
    private @org.jspecify.annotations.Nullable SelectionKey key;
    private boolean paused = true;

    NioListener(ServerSocketChannel channel, Handler handler) throws IOException {
        this.channel = channel;
        this.handler = handler;
        this.local = (InetSocketAddress) channel.getLocalAddress();
    }

    void register(Selector selector) throws IOException {
        key = channel.register(selector, 0, this);
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public void ready(SelectionKey ready) {
        accept(ACCEPTS_A_TURN);
    }

    private void accept(int most) {
        for (int i = 0; i < most && !paused; i++) {
            try {
                SocketChannel accepted = channel.accept();
                if (accepted == null) {
                    return;
                }
                hand(accepted);
            } catch (IOException e) {
                pause();
                handler.acceptFailed(e);
            }
        }
    }

    private void hand(SocketChannel accepted) {
        try {
            accepted.configureBlocking(false);
            InetSocketAddress peer = (InetSocketAddress) accepted.getRemoteAddress();
            handler.accepted(new NioAccepted(accepted, (InetSocketAddress) accepted.getLocalAddress(), peer));
        } catch (IOException e) {
            NioLoop.closeQuietly(accepted); // it left between accept and the question who it is
        }
    }

    @Override
    public void resume() {
        setPaused(false);
    }

    @Override
    public void pause() {
        setPaused(true);
    }

    @Override
    public void takeQueued(int most, Runnable then) {
        accept(most);
        then.run();
    }

    /** Empty: {@code java.nio} does not tell. */
    @Override
    public OptionalInt descriptor() {
        return OptionalInt.empty();
    }

    private void setPaused(boolean value) {
        paused = value;
        if (key != null && key.isValid()) {
            key.interestOps(value ? 0 : SelectionKey.OP_ACCEPT);
        }
    }

    @Override
    public void close() {
        paused = true;
        NioLoop.closeQuietly(channel);
        freeDescriptor();
    }

    /** A channel that is registered listens on after it is closed, until its selector has selected once more. */
    private void freeDescriptor() {
        try {
            if (key != null && key.selector().isOpen()) {
                int ignored = key.selector().selectNow(ready -> {}); // who is ready now still is at the next time
                Object unused = key.selector().wakeup(); // it may have used up one that the loop's next task relies on
            }
        } catch (IOException | IllegalStateException e) {
            assert true : "it is selecting at this moment, or will when it is closed";
        }
    }

    private record NioAccepted(SocketChannel channel, InetSocketAddress local, InetSocketAddress remote)
            implements Accepted {
        @Override
        public Transport attach(SocketLoop loop) throws IOException {
            try {
                SocketTuning.connection(channel, remote);
                return ((NioLoop) loop).register(channel);
            } catch (IOException | RuntimeException e) {
                NioLoop.closeQuietly(channel);
                throw e;
            }
        }

        @Override
        public void reset() {
            SocketTuning.resetOnClose(channel);
            NioLoop.closeQuietly(channel);
        }
    }
}
