package dev.lull.proxy.ready;

import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.TcpSockets;
import dev.lull.proxy.relay.EventLoop;
import dev.lull.proxy.relay.SocketPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A connection being made. */
final class EpollDialing implements EpollSlots.Ready, EventLoop.Timer {

    private static final int NONE = -1;

    private final EpollLoop loop;
    private final TcpSockets sockets;
    private final InetSocketAddress to;
    private final EventLoop.DialHandler handler;
    private int fd = NONE;
    private long token = NONE;
    private boolean done;

    EpollDialing(EpollLoop loop, InetSocketAddress to, EventLoop.DialHandler handler) {
        this.loop = loop;
        this.sockets = loop.sockets();
        this.to = to;
        this.handler = handler;
    }

    EpollDialing begin() {
        fd = sockets.open(to);
        if (fd < 0) {
            failed("socket", -fd);
            return this;
        }
        try {
            sockets.noDelay(fd);
            if (SocketPolicy.canDieSilently(to.getAddress())) {
                sockets.keepAlive(fd, SocketPolicy.KEEP_ALIVE);
            }
            int answer = sockets.connect(fd, to);
            if (answer == -Errno.EINPROGRESS) {
                // On this machine the handshake is often through by now: asking once more is cheaper than waiting.
                answer = sockets.connect(fd, to);
            }
            if (answer == 0) {
                done = true;
                connected(EpollTransport.attach(loop, fd));
            } else if (answer == -Errno.EALREADY || answer == -Errno.EINPROGRESS) {
                token = loop.watch(fd, EpollTransport.INTEREST, this);
            } else {
                failed("connect", -answer);
            }
        } catch (IOException e) {
            done = true;
            sockets.close(fd);
            handler.failed(e);
        }
        return this;
    }

    @Override
    public void ready(int events) {
        int error = sockets.pendingError(fd);
        if (error == 0) {
            error = -sockets.connect(fd, to);
        }
        if (error == 0) {
            connectedWhenWatched(events);
        } else if (error != Errno.EALREADY && error != Errno.EINPROGRESS) {
            failed("connect", error);
        }
    }

    private void connectedWhenWatched(int events) {
        done = true;
        EpollTransport transport = loop.take(fd, token);
        connected(transport);
        transport.ready(events);
    }

    private void connected(EpollTransport transport) {
        transport.readable = false; // a service seldom speaks at once, and epoll tells when it does
        handler.connected(transport);
    }

    private void failed(String call, int errno) {
        if (!done) {
            cancel();
            handler.failed(new IOException(call + " to " + to + ": " + Errno.name(errno)));
        }
    }

    @Override
    public void cancel() {
        if (!done) {
            done = true;
            if (token != NONE) {
                loop.release(token);
            }
            if (fd >= 0) {
                sockets.close(fd);
            }
        }
    }

    @Override
    public void closeWithLoop() {
        cancel();
    }
}
