package dev.lull.proxy.ready;

import dev.lull.internal.linux.Epoll;
import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.TcpSockets;
import dev.lull.proxy.relay.Chunk;
import dev.lull.proxy.relay.Delivery;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A connection of an epoll loop, watched once and for ever for changes (EPOLLET), so that waiting for it never needs a
 * system call. After a read that brought less than asked for the socket is empty (epoll(7), question 9), unless its end
 * or an error is waiting, which {@code endIsNear} remembers, or unless urgent data stands in
 * between: a receive stops before that (tcp_recvmsg_locked in net/ipv4/tcp.c).
 */
final class EpollTransport extends ReadyTransport implements EpollSlots.Ready {

    static final int INTEREST = Epoll.IN | Epoll.PRI | Epoll.OUT | Epoll.RDHUP | Epoll.EDGE;

    private final EpollLoop loop;
    private final TcpSockets sockets;
    private final OwnedDescriptor socket;
    private long token;
    private boolean endIsNear;
    private boolean urgentData;

    EpollTransport(EpollLoop loop, OwnedDescriptor socket, long token) {
        this.loop = loop;
        this.sockets = loop.sockets();
        this.socket = socket;
        this.token = token;
    }

    /** Takes a connected socket over; closes it if the kernel will not watch it. */
    static EpollTransport attach(EpollLoop loop, OwnedDescriptor socket) throws IOException {
        EpollTransport transport = new EpollTransport(loop, socket, -1);
        try {
            transport.token = loop.watch(socket.number(), INTEREST, transport);
            return transport;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    int descriptor() {
        return socket.number();
    }

    /** Whether some has ever come. */
    boolean hasUrgentData() {
        return urgentData;
    }

    @Override
    public void ready(int events) {
        boolean broken = (events & (Epoll.ERR | Epoll.HUP)) != 0;
        urgentData |= (events & Epoll.PRI) != 0;
        endIsNear |= broken || (events & Epoll.RDHUP) != 0;
        loop.serve(
                this,
                broken || (events & (Epoll.IN | Epoll.PRI | Epoll.RDHUP)) != 0,
                broken || (events & Epoll.OUT) != 0);
        if ((events & Epoll.ERR) != 0 && !closed) {
            brokenByPeer();
        }
    }

    /** Neither reading nor writing has found it out just now, and the kernel does not tell of it again. */
    private void brokenByPeer() {
        if (source != null) {
            source.sourceIsReset(new IOException("the connection was reset"));
        } else if (sink != null || isReceiving()) {
            int error = sockets.pendingError(descriptor());
            if (error != 0) {
                broken(failure("the connection", error)); // for the pump that sends here, or whoever waits to receive
            }
        }
    }

    @Override
    int read(Chunk chunk, int limit) throws IOException {
        int count = receive(chunk.address, limit);
        chunk.start = 0;
        chunk.end = Math.max(count, 0);
        return count;
    }

    @Override
    int read(ByteBuffer buffer) throws IOException {
        Chunk chunk = loop.readBuffer().emptied();
        int count = read(chunk, Math.min(buffer.remaining(), chunk.capacity()));
        if (count > 0) {
            buffer.put(buffer.position(), chunk.bytes, 0, count);
            buffer.position(buffer.position() + count);
        }
        return count;
    }

    private int receive(long address, int limit) throws IOException {
        int count = sockets.receive(descriptor(), address, limit);
        if (count > 0) {
            readable = count == limit || endIsNear || urgentData;
            return count;
        }
        if (count == 0) {
            return -1;
        }
        readable = false;
        if (count == -Errno.EAGAIN || count == -Errno.EINTR) {
            return 0;
        }
        throw failure("recv", -count);
    }

    @Override
    int write(Chunk chunk) throws IOException {
        int length = chunk.length();
        int count = sockets.send(descriptor(), chunk.address + chunk.start, length);
        if (count >= 0) {
            chunk.start += count;
            writable = count == length;
            return count;
        }
        writable = false;
        if (count == -Errno.EAGAIN || count == -Errno.EINTR) {
            return 0;
        }
        throw failure("send", -count);
    }

    static IOException failure(String call, int errno) {
        return new IOException(call + ": " + Errno.name(errno));
    }

    @Override
    void want(boolean toRead, boolean toWrite) {
        // The kernel tells of every change as it is.
    }

    @Override
    public InetSocketAddress local() throws IOException {
        return sockets.localAddress(descriptor());
    }

    @Override
    public Optional<Delivery> delivery() {
        if (closed) {
            return Optional.of(new Delivery(0, true));
        }
        return sockets.info(descriptor()).map(told -> new Delivery(told.acknowledgedBytes(), told.complete()));
    }

    @Override
    public void shutdownOutput() {
        if (!closed) {
            int ignored = sockets.shutdownOutput(descriptor()); // the peer may be gone, as the other direction is told
        }
    }

    @Override
    void closeSocket(boolean withReset) {
        if (withReset) {
            sockets.resetOnClose(descriptor());
        }
        loop.release(token);
        socket.close();
    }

    @Override
    public void closeWithLoop() {
        reset();
    }
}
