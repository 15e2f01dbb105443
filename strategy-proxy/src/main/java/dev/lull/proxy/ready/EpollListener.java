package dev.lull.proxy.ready;

import dev.lull.internal.linux.Epoll;
import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.TcpInfo;
import dev.lull.internal.linux.TcpSockets;
import dev.lull.proxy.relay.Listener;
import dev.lull.proxy.relay.RelayLog;
import dev.lull.proxy.relay.SocketLoop;
import dev.lull.proxy.relay.Transport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalInt;

/** A listening socket of an epoll loop; watched for its state, not for changes. */
final class EpollListener implements Listener, EpollSlots.Ready {

    private static final int ACCEPTS_A_TURN = 64;

    private final EpollLoop loop;
    private final TcpSockets sockets;
    private final OwnedDescriptor socket;
    private final long token;
    private final InetSocketAddress local;
    private final boolean oneAddress;
    private final Handler handler;
    private boolean paused = true;
    private boolean closed;

    EpollListener(EpollLoop loop, OwnedDescriptor socket, InetSocketAddress local, Handler handler) throws IOException {
        this.loop = loop;
        this.sockets = loop.sockets();
        this.socket = socket;
        this.local = local;
        this.oneAddress = !local.getAddress().isAnyLocalAddress();
        this.handler = handler;
        this.token = loop.watch(socket.number(), 0, this);
        String ignored = Errno.name(Errno.EMFILE); // its class: without descriptors it could not be loaded
        List<Class<?>> unused = List.of(TcpInfo.class, EpollAccepted.class, EpollTransport.class); // nor could these
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
            int accepted = sockets.accept(socket.number());
            if (accepted >= 0) {
                hand(sockets.own(accepted, "connection of a client"));
            } else if (accepted == -Errno.EAGAIN) {
                return;
            } else if (accepted != -Errno.EINTR && accepted != -Errno.ECONNABORTED) {
                pause();
                handler.acceptFailed(new IOException("accept4 on " + local + ": " + Errno.name(-accepted)));
            }
        }
    }

    private void hand(OwnedDescriptor accepted) {
        InetSocketAddress peer = sockets.acceptedPeer();
        InetSocketAddress here;
        try {
            here = oneAddress ? local : sockets.localAddress(accepted.number());
        } catch (SystemCallException e) {
            accepted.close(); // it left between accept and the question where it came in
            return;
        }
        handler.accepted(new EpollAccepted(sockets, accepted, here, peer));
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

    @Override
    public OptionalInt descriptor() {
        return closed ? OptionalInt.empty() : OptionalInt.of(socket.number());
    }

    private void setPaused(boolean value) {
        if (closed || paused == value) {
            return;
        }
        paused = value;
        try {
            loop.watchAnew(socket.number(), value ? 0 : Epoll.IN, token);
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
            socket.close();
        }
    }

    @Override
    public void closeWithLoop() {
        close();
    }

    private record EpollAccepted(
            TcpSockets sockets, OwnedDescriptor socket, InetSocketAddress local, InetSocketAddress remote)
            implements Accepted {
        @Override
        public Transport attach(SocketLoop loop) throws IOException {
            return EpollTransport.attach((EpollLoop) loop, socket);
        }

        @Override
        public void reset() {
            sockets.resetOnClose(socket.number());
            socket.close();
        }
    }
}
