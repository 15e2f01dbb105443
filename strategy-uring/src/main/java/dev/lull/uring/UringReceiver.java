package dev.lull.uring;

import dev.lull.internal.linux.Errno;
import dev.lull.proxy.relay.Chunk;
import dev.lull.proxy.relay.Transport.ReceiveHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a connection receives: for whoever asked once, and afterwards for its pump. At most one receive is under way at a
 * time. One that was begun for somebody who asked once is not called off when that is: what it brings is the pump's.
 */
final class UringReceiver {

    private final UringLoop loop;
    private final RingSocket socket;
    private final TroubleWatch troubleWatch;
    private UnderWay underWay = UnderWay.NOTHING;
    private @Nullable Chunk receivingInto;
    private boolean waitsForBuffers;
    private @Nullable ByteBuffer into;
    private @Nullable ReceiveHandler receiver;

    /** Received before anybody wanted it. */
    private @Nullable Chunk early;

    private @Nullable UringPump pump;
    private boolean hadPump;
    private boolean atEnd;
    private @Nullable IOException failure;

    UringReceiver(UringLoop loop, RingSocket socket, TroubleWatch troubleWatch) {
        this.loop = loop;
        this.socket = socket;
        this.troubleWatch = troubleWatch;
    }

    /** What kind of receive is under way. */
    private enum UnderWay {
        NOTHING,
        ONCE,
        NOW,
        WAITING_FOR_MUCH
    }

    // ---- for whoever asks once

    void receive(ByteBuffer buffer, ReceiveHandler handler) {
        into = buffer;
        receiver = handler;
        if (failure != null || (buffer.hasRemaining() && (early != null || atEnd))) {
            // Not before this returns: the handler may ask again at once.
            if (!loop.execute(this::tellReceiver)) {
                assert true : "the loop is closed, and nobody is called any more";
            }
        } else if (buffer.hasRemaining()) {
            receiveOnce();
        } else {
            troubleWatch.beginSoon();
        }
    }

    /** Whether somebody waits for a failure alone. */
    boolean hasNoRoom() {
        return into != null && !into.hasRemaining();
    }

    void stopReceiving() {
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
        if (!buffer.hasRemaining()) {
            if (failure != null) {
                stopReceiving();
                told.failed(failure);
            }
        } else if (chunk != null) {
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

    // ---- for the pump

    /** Hands what was received before to the first pump. */
    void begin(UringPump first) {
        pump = first;
        hadPump = true;
        Chunk chunk = early;
        if (chunk != null) {
            early = null;
            first.arrived(chunk);
        }
    }

    @Nullable
    UringPump pump() {
        return pump;
    }

    void pumpStopped() {
        pump = null;
    }

    boolean isAtEnd() {
        return atEnd;
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    // ---- the receives

    /** Waits for something to arrive. */
    void receiveOnce() {
        if (canReceive()) {
            underWay = UnderWay.ONCE;
            socket.submit(RingOperation.receiveSelecting(socket.descriptor(), ProvidedBuffers.GROUP));
        }
    }

    /** Takes much, if it is there. */
    void receiveNow() {
        if (canReceive()) {
            Chunk chunk = loop.held().take(loop.held().readLimit());
            receivingInto = chunk;
            underWay = UnderWay.NOW;
            socket.submit(RingOperation.receiveNow(socket.descriptor(), chunk.address, chunk.capacity()));
        }
    }

    /** Waits for much to arrive. */
    void awaitInput() {
        if (canReceive()) {
            underWay = UnderWay.WAITING_FOR_MUCH;
            socket.submit(RingOperation.pollForInput(socket.descriptor()));
        }
    }

    private boolean canReceive() {
        return underWay == UnderWay.NOTHING && !waitsForBuffers && !atEnd && !socket.isClosed();
    }

    void inputIsThere() {
        underWay = UnderWay.NOTHING;
        if (!socket.isClosed() && pump != null) {
            pump.inputIsThere();
        }
    }

    /** A receive is through; also after the socket is closed. */
    void completed(int result, int flags) {
        UnderWay was = underWay;
        underWay = UnderWay.NOTHING;
        Chunk chunk = filled(was, result, flags);
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
            goOn(was == UnderWay.NOW);
        } else {
            fail(Failure.of("recv", result));
        }
    }

    /** The memory that the kernel may have written to. */
    private @Nullable Chunk filled(UnderWay was, int result, int flags) {
        if (was == UnderWay.NOW) {
            Chunk chunk = receivingInto;
            receivingInto = null;
            if (chunk != null && result > 0) {
                chunk.end = result;
            }
            return chunk;
        }
        return RingOperation.hasBuffer(flags)
                ? loop.provided().filled(RingOperation.buffer(flags), Math.max(result, 0))
                : null;
    }

    private void arrived(Chunk chunk) {
        if (pump != null) {
            pump.arrived(chunk);
        } else if (hadPump) {
            loop.giveBack(chunk);
        } else {
            early = loop.keep(chunk);
            tellReceiver();
        }
    }

    private void goOn(boolean foundNothing) {
        if (pump != null) {
            pump.receivingEnded(foundNothing);
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
        troubleWatch.beginSoon();
        if (pump != null) {
            pump.sourceEnded();
        } else {
            tellReceiver();
        }
    }

    private void fail(IOException cause) {
        failure = cause;
        if (pump != null) {
            pump.sourceFailed(cause);
        } else {
            tellReceiver();
        }
    }

    /** Serving it threw: whoever asked once is told so. */
    void broken(IOException cause) {
        ReceiveHandler told = receiver;
        if (told != null) {
            stopReceiving();
            told.failed(cause);
        }
    }

    /** The connection is being closed. */
    void close() {
        stopReceiving();
        if (early != null) {
            loop.giveBack(early);
            early = null;
        }
    }
}
