package dev.lull.proxy.ready;

import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.TcpSockets;
import dev.lull.proxy.relay.SocketLoop;
import dev.lull.proxy.relay.SocketPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection being made. Its descriptor is handed to the transport that comes of it, or closed. */
final class EpollDialing implements EpollSlots.Ready, SocketLoop.Timer {

    private static final int NONE = -1;

    private final EpollLoop loop;
    private final TcpSockets sockets;
    private final InetSocketAddress to;
    private final SocketLoop.@Nullable LocalEnd from;
    private final SocketLoop.DialHandler handler;
    private @Nullable OwnedDescriptor descriptor;
    private long token = NONE;
    private boolean done;

    EpollDialing(
            EpollLoop loop, InetSocketAddress to, SocketLoop.@Nullable LocalEnd from, SocketLoop.DialHandler handler) {
        this.loop = loop;
        this.sockets = loop.sockets();
        this.to = to;
        this.from = from;
        this.handler = handler;
    }

    EpollDialing begin() {
        int opened = sockets.open(to);
        if (opened < 0) {
            failed("socket", -opened);
            return this;
        }
        OwnedDescriptor socket = sockets.own(opened, "connection to the service");
        descriptor = socket;
        EpollTransport connected = null;
        try {
            connected = connect(socket);
        } catch (IOException e) {
            failed(e);
        }
        if (connected != null) {
            done = true;
            connected(connected);
        }
        return this;
    }

    /** Answers the connection if it is there already. */
    private @Nullable EpollTransport connect(OwnedDescriptor socket) throws IOException {
        int fd = socket.number();
        sockets.noDelay(fd);
        sockets.urgentInline(fd);
        if (SocketPolicy.canDieSilently(to.getAddress())) {
            sockets.keepAlive(fd, SocketPolicy.KEEP_ALIVE);
        }
        if (from != null) {
            int bound = sockets.bind(fd, from.address());
            if (bound < 0) {
                failed("bind to " + from.address() + " for a connection", -bound);
                return null;
            }
            from.bound(sockets.localAddress(fd));
        }
        int answer = sockets.connect(fd, to);
        if (answer == -Errno.EINPROGRESS) {
            // On this machine the handshake is often through by now: asking once more is cheaper than waiting.
            answer = sockets.connect(fd, to);
        }
        if (answer == 0) {
            return EpollTransport.attach(loop, socket);
        }
        if (answer == -Errno.EALREADY || answer == -Errno.EINPROGRESS) {
            token = loop.watch(fd, EpollTransport.INTEREST, this);
        } else {
            failed("connect", -answer);
        }
        return null;
    }

    @Override
    public void ready(int events) {
        OwnedDescriptor socket = descriptor;
        if (socket == null) {
            return;
        }
        int error = sockets.pendingError(socket.number());
        if (error == 0) {
            error = -sockets.connect(socket.number(), to);
        }
        if (error == 0) {
            connectedWhenWatched(socket, events);
        } else if (error != Errno.EALREADY && error != Errno.EINPROGRESS) {
            failed("connect", error);
        }
    }

    private void connectedWhenWatched(OwnedDescriptor socket, int events) {
        done = true;
        EpollTransport transport = loop.take(socket, token);
        connected(transport);
        transport.ready(events);
    }

    private void connected(EpollTransport transport) {
        transport.readable = false; // a service seldom speaks at once, and epoll tells when it does
        handler.connected(transport);
    }

    private void failed(String call, int errno) {
        failed(new IOException(call + " to " + to + ": " + Errno.name(errno)));
    }

    private void failed(IOException cause) {
        if (!done) {
            cancel();
            handler.failed(cause);
        }
    }

    @Override
    public void cancel() {
        if (!done) {
            done = true;
            if (token != NONE) {
                loop.release(token);
            }
            if (descriptor != null) {
                descriptor.close();
            }
        }
    }

    @Override
    public void closeWithLoop() {
        cancel();
    }
}
