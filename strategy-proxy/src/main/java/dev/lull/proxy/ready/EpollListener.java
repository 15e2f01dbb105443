package dev.lull.proxy.ready;

import dev.lull.internal.linux.Epoll;
import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.TcpSockets;
import dev.lull.proxy.relay.EventLoop;
import dev.lull.proxy.relay.Listener;
import dev.lull.proxy.relay.RelayLog;
import dev.lull.proxy.relay.Transport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;

/** A listening socket of an epoll loop; watched for its state, not for changes. */
final class EpollListener implements Listener, EpollSlots.Ready {

    private static final int ACCEPTS_A_TURN = 64;

    private final EpollLoop loop;
    private final TcpSockets sockets;
    private final int fd;
    private final long token;
    private final InetSocketAddress local;
    private final boolean oneAddress;
    private final Handler handler;
    private boolean paused = true;
    private boolean closed;

    EpollListener(EpollLoop loop, int fd, InetSocketAddress local, Handler handler) throws IOException {
        this.loop = loop;
        this.sockets = loop.sockets();
        this.fd = fd;
        this.local = local;
        this.oneAddress = !local.getAddress().isAnyLocalAddress();
        this.handler = handler;
        this.token = loop.watch(fd, 0, this);
        String ignored = Errno.name(Errno.EMFILE); // its class: without descriptors it could not be loaded
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public void ready(int events) {
        accept(ACCEPTS_A_TURN);
    }

    private void accept(int most) {
        for (int i = 0; i < most && !paused; i++) {
            int accepted = sockets.accept(fd);
            if (accepted >= 0) {
                hand(accepted);
            } else if (accepted == -Errno.EAGAIN) {
                return;
            } else if (accepted != -Errno.EINTR && accepted != -Errno.ECONNABORTED) {
                pause();
                handler.acceptFailed(new IOException("accept4 on " + local + ": " + Errno.name(-accepted)));
            }
        }
    }

    private void hand(int accepted) {
        InetSocketAddress peer = sockets.acceptedPeer();
        try {
            handler.accepted(
                    new EpollAccepted(sockets, accepted, oneAddress ? local : sockets.localAddress(accepted), peer));
        } catch (SystemCallException e) {
            sockets.close(accepted);
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
        pause();
        then.run();
    }

    private void setPaused(boolean value) {
        if (closed || paused == value) {
            return;
        }
        paused = value;
        try {
            loop.watchAnew(fd, value ? 0 : Epoll.IN, token);
        } catch (SystemCallException e) {
            RelayLog.log(Level.ERROR, "cannot " + (value ? "pause" : "resume") + " accepting on " + local, e);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            paused = true;
            closed = true;
            loop.release(token);
            sockets.close(fd);
        }
    }

    @Override
    public void closeWithLoop() {
        close();
    }

    private record EpollAccepted(TcpSockets sockets, int fd, InetSocketAddress local, InetSocketAddress remote)
            implements Accepted {
        @Override
        public Transport attach(EventLoop loop) throws IOException {
            return EpollTransport.attach((EpollLoop) loop, fd);
        }

        @Override
        public void reset() {
            sockets.resetOnClose(fd);
            sockets.close(fd);
        }
    }
}
