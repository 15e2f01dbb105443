package dev.lull.uring;

import dev.lull.proxy.relay.Chunk;
import dev.lull.proxy.relay.Delivery;
import dev.lull.proxy.relay.Pump;
import dev.lull.proxy.relay.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection of a ring: at most one receive and one send are under way on it at a time. */
final class UringTransport implements Transport, RingSocket.Owner, TroubleWatch.Watched {

    private final UringLoop loop;
    private final RingSocket socket;
    private final TroubleWatch troubleWatch;
    private final UringReceiver receiver;

    /** The pump that sends here, and the one whose bytes are being sent. */
    private @Nullable UringPump sink;

    private @Nullable UringPump sender;

    UringTransport(UringLoop loop, RingSocket socket) {
        this.loop = loop;
        this.socket = socket;
        this.troubleWatch = new TroubleWatch(loop, socket, this);
        this.receiver = new UringReceiver(loop, socket, troubleWatch);
    }

    static UringTransport attach(UringLoop loop, int fd) {
        RingSocket socket = new RingSocket(loop, NOBODY, fd);
        UringTransport transport = new UringTransport(loop, socket);
        socket.owner(transport);
        return transport;
    }

    private static final RingSocket.Owner NOBODY = new RingSocket.Owner() {
        @Override
        public void completed(byte opcode, int result, int flags, int data) {}

        @Override
        public void broken(Throwable thrown) {}

        @Override
        public void closeWithLoop() {}
    };

    @Override
    public void receive(ByteBuffer buffer, ReceiveHandler handler) {
        receiver.receive(buffer, handler);
    }

    @Override
    public void stopReceiving() {
        receiver.stopReceiving();
    }

    UringReceiver receiver() {
        return receiver;
    }

    TroubleWatch troubleWatch() {
        return troubleWatch;
    }

    /** The peer may have ended while it waited for the service: then nobody would notice a reset from now on. */
    void beginSending(UringPump pump) {
        sink = pump;
        if (receiver.isAtEnd()) {
            troubleWatch.beginSoon();
        }
    }

    void sendingStopped() {
        sink = null;
    }

    /** Sends what the kernel takes at once, or waits until it takes some. */
    void send(Chunk chunk, boolean wait, UringPump pump) {
        sender = pump;
        long address = chunk.address + chunk.start;
        socket.submit(
                wait
                        ? RingOperation.send(socket.descriptor(), address, chunk.length())
                        : RingOperation.sendNow(socket.descriptor(), address, chunk.length()));
    }

    @Override
    public boolean isUnheard() {
        UringPump source = receiver.pump();
        return source == null ? sink != null || receiver.hasNoRoom() : source.isStalled();
    }

    /** What is pending is not asked for while there is more to receive: it would be an end afterwards. */
    @Override
    public void trouble() {
        UringPump source = receiver.pump();
        if (source != null) {
            source.sourceIsReset(new IOException("the connection was reset"));
        } else if (sink != null || receiver.hasNoRoom()) {
            IOException cause = Failure.of("the connection", -socket.options().pendingError());
            if (sink != null) {
                sink.fail(Pump.Side.SINK, cause);
            } else {
                receiver.broken(cause);
            }
        }
    }

    @Override
    public void completed(byte opcode, int result, int flags, int data) {
        switch (opcode) {
            case RingOperation.RECV -> receiver.completed(result, flags);
            case RingOperation.SEND -> {
                UringPump pump = sender;
                sender = null;
                if (pump != null) {
                    pump.sent(result);
                }
            }
            case RingOperation.POLL_ADD -> {
                if (data == RingOperation.FOR_INPUT) {
                    receiver.inputIsThere();
                } else {
                    troubleWatch.completed(result, RingOperation.completesAgain(flags));
                }
            }
            default -> {
                // Closed or called off: that was all.
            }
        }
    }

    @Override
    public void broken(Throwable thrown) {
        IOException cause = loop.unexpected(thrown);
        UringPump source = receiver.pump();
        if (source != null) {
            source.fail(Pump.Side.SOURCE, cause);
        } else if (sink != null) {
            sink.fail(Pump.Side.SINK, cause);
        } else {
            receiver.broken(cause);
        }
    }

    @Override
    public InetSocketAddress local() throws IOException {
        return socket.options().localAddress();
    }

    @Override
    public Optional<Delivery> delivery() {
        return socket.isClosed()
                ? Optional.of(new Delivery(0, true))
                : socket.options().info().map(told -> new Delivery(told.acknowledgedBytes(), told.complete()));
    }

    @Override
    public void shutdownOutput() {
        if (!socket.isClosed()) {
            socket.options().shutdownOutput();
        }
    }

    @Override
    public void close() {
        close(false);
    }

    @Override
    public void reset() {
        close(true);
    }

    private void close(boolean withReset) {
        if (socket.isClosed()) {
            return;
        }
        receiver.stopReceiving();
        troubleWatch.cancel();
        UringPump source = receiver.pump();
        if (source != null) {
            source.stop();
        }
        if (sink != null) {
            sink.stop();
        }
        receiver.close();
        socket.close(withReset);
    }

    @Override
    public void closeWithLoop() {
        reset();
    }
}
