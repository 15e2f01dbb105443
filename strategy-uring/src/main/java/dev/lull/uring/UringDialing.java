package dev.lull.uring;

import dev.lull.internal.linux.SocketAddresses;
import dev.lull.proxy.relay.Chunk;
import dev.lull.proxy.relay.SocketLoop;
import dev.lull.proxy.relay.SocketPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection being made: a socket, then its connecting. */
final class UringDialing implements RingSocket.Owner, SocketLoop.Timer {

    private final UringLoop loop;
    private final InetSocketAddress to;
    private final SocketLoop.@Nullable LocalEnd from;
    private final int family;
    private final SocketLoop.DialHandler handler;
    private final RingSocket socket;
    private @Nullable Chunk address;
    private boolean done;

    UringDialing(
            UringLoop loop, InetSocketAddress to, SocketLoop.@Nullable LocalEnd from, SocketLoop.DialHandler handler) {
        this.loop = loop;
        this.to = to;
        this.from = from;
        this.family = SocketAddresses.family(to);
        this.handler = handler;
        this.socket = new RingSocket(loop, this);
    }

    UringDialing begin() {
        socket.submit(RingOperation.socket(family));
        return this;
    }

    @Override
    public void completed(byte opcode, int result, int flags, int data) {
        if (opcode == RingOperation.SOCKET) {
            if (result < 0) {
                failed(Failure.of("socket for " + to, result));
            } else if (done) {
                new SocketOptions(result).closeNow();
            } else {
                socket.descriptor(result);
                connect();
            }
        } else if (opcode == RingOperation.CONNECT) {
            giveAddressBack();
            if (done) {
                return;
            }
            if (result < 0) {
                failed(Failure.of("connect to " + to, result));
            } else {
                done = true;
                UringTransport transport = new UringTransport(loop, socket);
                socket.owner(transport);
                handler.connected(transport);
            }
        }
    }

    private void giveAddressBack() {
        if (address != null) {
            loop.giveBack(address);
            address = null;
        }
    }

    private void connect() {
        try {
            socket.options().noDelay();
            socket.options().urgentInline();
            if (SocketPolicy.canDieSilently(to.getAddress())) {
                socket.options().keepAlive(SocketPolicy.KEEP_ALIVE);
            }
            if (from != null) {
                socket.options().bind(from.address());
                from.bound(socket.options().localAddress());
            }
        } catch (IOException e) {
            failed(e);
            return;
        }
        Chunk chunk = loop.held().take(SocketAddresses.MAX_LENGTH);
        address = chunk;
        int length = SocketAddresses.write(to, family, chunk.bytes);
        socket.submit(RingOperation.connect(socket.descriptor(), chunk.address, length));
    }

    private void failed(IOException cause) {
        if (!done) {
            cancel();
            handler.failed(cause);
        }
    }

    @Override
    public void broken(Throwable thrown) {
        failed(loop.unexpected(thrown));
    }

    @Override
    public void cancel() {
        if (!done) {
            done = true;
            socket.close(false);
        }
    }

    @Override
    public void closeWithLoop() {
        cancel();
    }
}
