package dev.lull.uring;

import dev.lull.internal.linux.Errno;
import dev.lull.proxy.relay.Chunk;
import dev.lull.proxy.relay.Delivery;
import dev.lull.proxy.relay.EventLoop;
import dev.lull.proxy.relay.Pump;
import dev.lull.proxy.relay.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a ring: at most one receive and one send are under way on it at a time. A receive that was begun for
 * {@link #receive} is not called off when that is: what it brings is the pump's.
 */
final class UringTransport implements Transport, RingSocket.Owner {

    /** Long enough that a connection that is over anyway has been closed by then. */
    private static final long BEFORE_WATCHING_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final UringLoop loop;
    private final RingSocket socket;
    private Receiving receiving = Receiving.NOTHING;
    private @Nullable Chunk receivingInto;
    private boolean waitsForBuffers;
    private @Nullable UringPump sender;
    private EventLoop.Timer watching = () -> {};
    private boolean watches;
    private @Nullable ByteBuffer into;
    private @Nullable ReceiveHandler receiver;

    /** Received before anybody wanted it. */
    private @Nullable Chunk early;

    private boolean hadPump;
    private boolean atEnd;
    private @Nullable IOException failure;

    /** The pump that receives here, and the one that sends here. */
    @Nullable
    UringPump source;

    @Nullable
    UringPump sink;

    UringTransport(UringLoop loop, RingSocket socket) {
        this.loop = loop;
        this.socket = socket;
    }

    /** What kind of receive is under way. */
    private enum Receiving {
        NOTHING,
        ONCE,
        NOW,
        WAITING_FOR_MUCH
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

    // ---- receiving

    @Override
    public void receive(ByteBuffer buffer, ReceiveHandler handler) {
        into = buffer;
        receiver = handler;
        if (early != null || atEnd || failure != null) {
            // Not before this returns: the handler may ask again at once.
            if (!loop.execute(this::tellReceiver)) {
                assert true : "the loop is closed, and nobody is called any more";
            }
        } else {
            receiveOnce();
        }
    }

    @Override
    public void stopReceiving() {
        into = null;
        receiver = null;
    }

    private void tellReceiver() {
        ByteBuffer buffer = into;
        ReceiveHandler told = receiver;
        Chunk chunk = early;
        if (buffer == null || told == null || socket.isClosed()) {
            return;
        }
        if (chunk != null) {
            int count = Math.min(buffer.remaining(), chunk.length());
            buffer.put(buffer.position(), chunk.bytes, chunk.start, count);
            buffer.position(buffer.position() + count);
            chunk.start += count;
            if (chunk.length() == 0) {
                early = null;
                loop.giveBack(chunk);
            }
            stopReceiving();
            told.received(count);
        } else if (failure != null) {
            stopReceiving();
            told.failed(failure);
        } else if (atEnd) {
            stopReceiving();
            told.ended();
        }
    }

    /** Hands what was received before to the first pump. */
    void begin(UringPump pump) {
        source = pump;
        hadPump = true;
        Chunk chunk = early;
        if (chunk != null) {
            early = null;
            pump.arrived(chunk);
        }
    }

    /** The peer may have ended while it waited for the service: then nobody would notice a reset from now on. */
    void beginSending(UringPump pump) {
        sink = pump;
        if (atEnd) {
            watchForTroubleSoon();
        }
    }

    boolean isAtEnd() {
        return atEnd;
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    /** Waits for something to arrive. */
    void receiveOnce() {
        if (canReceive()) {
            receiving = Receiving.ONCE;
            socket.submit(RingOperation.receiveSelecting(socket.descriptor(), ProvidedBuffers.GROUP));
        }
    }

    /** Takes much, if it is there. */
    void receiveNow() {
        if (canReceive()) {
            Chunk chunk = loop.held().take(loop.held().readLimit());
            receivingInto = chunk;
            receiving = Receiving.NOW;
            socket.submit(RingOperation.receiveNow(socket.descriptor(), chunk.address, chunk.capacity()));
        }
    }

    /** Waits for much to arrive. */
    void awaitInput() {
        if (canReceive()) {
            receiving = Receiving.WAITING_FOR_MUCH;
            socket.submit(RingOperation.pollForInput(socket.descriptor()));
        }
    }

    private void inputIsThere() {
        receiving = Receiving.NOTHING;
        if (!socket.isClosed() && source != null) {
            source.inputIsThere();
        }
    }

    private boolean canReceive() {
        return receiving == Receiving.NOTHING && !waitsForBuffers && !atEnd && !socket.isClosed();
    }

    private void received(int result, int flags) {
        Receiving was = receiving;
        receiving = Receiving.NOTHING;
        Chunk chunk = was == Receiving.NOW ? receivingInto : null;
        if (was == Receiving.NOW) {
            receivingInto = null;
            if (chunk != null && result > 0) {
                chunk.end = result;
            }
        } else if (RingOperation.hasBuffer(flags)) {
            chunk = loop.provided().filled(RingOperation.buffer(flags), Math.max(result, 0));
        }
        if (chunk != null && (result <= 0 || socket.isClosed())) {
            loop.giveBack(chunk);
            chunk = null;
        }
        if (socket.isClosed()) {
            return;
        }
        if (chunk != null) {
            arrived(chunk);
        } else if (result == 0) {
            end();
        } else if (result == -Errno.ENOBUFS) {
            waitsForBuffers = true;
            loop.whenBuffersAreBack(this);
        } else if (result == -Errno.EAGAIN || result == -Errno.EINTR || result == -Errno.ECANCELED) {
            goOn(was == Receiving.NOW);
        } else {
            fail(Failure.of("recv", result));
        }
    }

    private void arrived(Chunk chunk) {
        if (source != null) {
            source.arrived(chunk);
        } else if (hadPump) {
            loop.giveBack(chunk);
        } else {
            early = loop.keep(chunk);
            tellReceiver();
        }
    }

    private void goOn(boolean foundNothing) {
        if (source != null) {
            source.receivingEnded(foundNothing);
        } else if (receiver != null) {
            receiveOnce();
        }
    }

    /** The kernel has buffers again. */
    void buffersAreBack() {
        waitsForBuffers = false;
        if (!socket.isClosed()) {
            goOn(false);
        }
    }

    private void end() {
        atEnd = true;
        watchForTroubleSoon();
        if (source != null) {
            source.sourceEnded();
        } else {
            tellReceiver();
        }
    }

    /** Nothing is received here for now: nobody else would notice a reset. */
    void watchForTroubleSoon() {
        if (!watches) {
            watches = true;
            watching = loop.schedule(BEFORE_WATCHING_NANOS, this::watchForTrouble);
        }
    }

    private void watchForTrouble() {
        boolean stillUnheard = source == null ? sink != null : source.isStalled();
        if (!socket.isClosed() && stillUnheard) {
            socket.submit(RingOperation.pollForTrouble(socket.descriptor()));
        } else {
            watches = false;
        }
    }

    /** What is pending is not asked for while there is more to receive: it would be an end afterwards. */
    private void trouble(int result, boolean goesOn) {
        watches = goesOn;
        if (socket.isClosed() || !RingOperation.isBroken(result)) {
            return;
        }
        if (source != null) {
            source.sourceIsReset(new IOException("the connection was reset"));
        } else if (sink != null) {
            sink.fail(
                    Pump.Side.SINK,
                    Failure.of("the connection", -socket.options().pendingError()));
        }
    }

    private void fail(IOException cause) {
        failure = cause;
        if (source != null) {
            source.sourceFailed(cause);
        } else {
            tellReceiver();
        }
    }

    // ---- sending

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
    public void completed(byte opcode, int result, int flags, int data) {
        switch (opcode) {
            case RingOperation.RECV -> received(result, flags);
            case RingOperation.SEND -> {
                UringPump pump = sender;
                sender = null;
                if (pump != null) {
                    pump.sent(result);
                }
            }
            case RingOperation.POLL_ADD -> {
                if (data == RingOperation.FOR_INPUT) {
                    inputIsThere();
                } else {
                    trouble(result, RingOperation.completesAgain(flags));
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
        if (source != null) {
            source.fail(Pump.Side.SOURCE, cause);
        } else if (sink != null) {
            sink.fail(Pump.Side.SINK, cause);
        } else if (receiver != null) {
            ReceiveHandler told = receiver;
            stopReceiving();
            told.failed(cause);
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
        if (!socket.isClosed()) {
            stopReceiving();
            watching.cancel();
            if (source != null) {
                source.stop();
            }
            if (sink != null) {
                sink.stop();
            }
            if (early != null) {
                loop.giveBack(early);
                early = null;
            }
            socket.close(withReset);
        }
    }

    @Override
    public void closeWithLoop() {
        reset();
    }
}
