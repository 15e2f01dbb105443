package dev.lull.proxy.ready;

import dev.lull.NanoClock;
import dev.lull.internal.linux.Epoll;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.NativeBuffer;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.TcpSockets;
import dev.lull.proxy.relay.Chunk;
import dev.lull.proxy.relay.Listener;
import dev.lull.proxy.relay.Pump;
import dev.lull.proxy.relay.Quota;
import dev.lull.proxy.relay.SocketPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A loop around an epoll instance, with sockets of its own: the JDK's do not show their descriptors. */
final class EpollLoop extends ReadyLoop {

    private final Epoll epoll;
    private final TcpSockets sockets;
    private final EpollSlots slots = new EpollSlots();
    private final PipePool pipes;
    private boolean closed;

    EpollLoop(String threadName, NanoClock clock, LibC libC, Quota heldBytes, Quota pipes) throws IOException {
        super(threadName, clock, EpollLoop::newChunk, heldBytes);
        this.sockets = new TcpSockets(libC);
        this.pipes = new PipePool(libC, pipes, this::schedule);
        this.epoll = new Epoll(libC);
    }

    private static Chunk newChunk(int capacity) {
        NativeBuffer buffer = new NativeBuffer(capacity);
        return new Chunk(buffer.bytes(), buffer.address());
    }

    @Override
    void await(long timeoutNanos) throws IOException {
        int millis = timeoutNanos <= 0
                ? (int) timeoutNanos // 0 or for ever
                // Rounded up: woken before the timer is due, the loop would turn once for nothing.
                : (int) Math.min(TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + 1, Integer.MAX_VALUE);
        int count = epoll.await(Math.max(millis, -1));
        turn();
        for (int i = 0; i < count; i++) {
            long data = epoll.data(i);
            if (data != Epoll.WOKEN) {
                slots.serve(data, epoll.events(i));
            }
        }
    }

    @Override
    protected void wake() {
        epoll.wake();
    }

    TcpSockets sockets() {
        return sockets;
    }

    PipePool pipes() {
        return pipes;
    }

    /** Watches a descriptor from now on; answers the token to let go of it by. */
    long watch(int fd, int interest, EpollSlots.Ready ready) throws SystemCallException {
        long token = slots.take(ready);
        try {
            epoll.add(fd, interest, token);
            return token;
        } catch (SystemCallException e) {
            slots.release(token);
            throw e;
        }
    }

    void watchAnew(int fd, int interest, long token) throws SystemCallException {
        epoll.modify(fd, interest, token);
    }

    /** Makes a transport of a connection that was dialled here; it is watched the same way. */
    EpollTransport take(OwnedDescriptor socket, long token) {
        EpollTransport transport = new EpollTransport(this, socket, token);
        slots.replace(token, transport);
        return transport;
    }

    /** The descriptor is about to be closed, which ends the watching. */
    void release(long token) {
        slots.release(token);
    }

    @Override
    public Listener listen(InetSocketAddress where, int backlog, Listener.Handler handler) throws IOException {
        return listener(sockets.listen(where, backlog, SocketPolicy.KEEP_ALIVE), handler);
    }

    @Override
    public Listener listenAtInherited(int inherited, Listener.Handler handler) throws IOException {
        return listener(sockets.adopt(inherited, SocketPolicy.KEEP_ALIVE), handler);
    }

    private Listener listener(OwnedDescriptor socket, Listener.Handler handler) throws IOException {
        try {
            return new EpollListener(this, socket, sockets.localAddress(socket.number()), handler);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public Timer dial(InetSocketAddress to, @Nullable LocalEnd from, DialHandler handler) {
        return new EpollDialing(this, to, from, handler).begin();
    }

    @Override
    CopyPump newPump(ReadyTransport from, ReadyTransport to, Pump.Handler handler) {
        return pipes.isNone()
                ? new CopyPump(this, from, to, handler)
                : new SplicePump(this, (EpollTransport) from, (EpollTransport) to, handler);
    }

    @Override
    protected void closeSockets() {
        if (!closed) {
            closed = true;
            slots.closeAll();
            pipes.close();
            epoll.close();
        }
    }
}
