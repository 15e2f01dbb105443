package dev.lull.uring;

import dev.lull.internal.linux.Errno;
import dev.lull.proxy.relay.Chunk;
import dev.lull.proxy.relay.PatientReset;
import dev.lull.proxy.relay.Pump;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is received, from where it was received, and receives nothing more before it is sent: one operation at a
 * time. Little is received into the loop's provided buffers; what proves to be much, into memory held for it.
 *
 * <p>A receive that goes on for ever (IORING_RECV_MULTISHOT) took a fifteenth off the cost of small messages when it was
 * tried, and could not be bounded: before a stalled receiver is noticed, it has filled every buffer of the loop for one
 * connection.
 */
final class UringPump implements Pump {

    private final UringLoop loop;
    private final UringTransport from;
    private final UringTransport to;
    private final Handler handler;
    private @Nullable Chunk first;
    private @Nullable Chunk last;
    private boolean sending;
    private boolean stalled;
    private boolean bulk;
    private boolean ended;
    private @Nullable IOException sourceFailure;
    private boolean stopped;
    private @Nullable PatientReset sourceReset;

    UringPump(UringLoop loop, UringTransport from, UringTransport to, Handler handler) {
        this.loop = loop;
        this.from = from;
        this.to = to;
        this.handler = handler;
    }

    void begin(@Nullable ByteBuffer before, boolean alreadyEnded) {
        to.beginSending(this);
        if (before != null && before.hasRemaining()) {
            Chunk chunk = loop.held().take(before.remaining());
            chunk.append(before);
            append(chunk);
        }
        from.receiver().begin(this);
        ended |= alreadyEnded || from.receiver().isAtEnd();
        IOException failure = from.receiver().failure();
        if (failure != null) {
            sourceFailed(failure);
        } else {
            proceed();
        }
    }

    /** Bytes were received. */
    void arrived(Chunk chunk) {
        bulk = chunk.length() >= ProvidedBuffers.SIZE;
        append(chunk);
        proceed();
    }

    /** A receive is over without a byte. */
    void receivingEnded(boolean foundNothing) {
        if (foundNothing && bulk && !stopped) {
            from.receiver()
                    .awaitInput(); // and not with a small buffer: its few bytes would cost as much as the many behind
            // them
        } else {
            proceed();
        }
    }

    /** Much may have arrived. */
    void inputIsThere() {
        proceed();
    }

    void sourceEnded() {
        ended = true;
        proceed();
    }

    /** The source is broken, which is told once all that was received before is sent. */
    void sourceFailed(IOException cause) {
        sourceFailure = cause;
        sourceIsReset(cause);
        proceed();
    }

    private void append(Chunk chunk) {
        if (last == null) {
            first = chunk;
        } else {
            last.next = chunk;
        }
        last = chunk;
    }

    private @Nullable Chunk removeFirst() {
        Chunk removed = first;
        if (removed != null) {
            first = removed.next;
            removed.next = null;
            if (first == null) {
                last = null;
            }
        }
        return removed;
    }

    private void proceed() {
        if (stopped || sending) {
            return;
        }
        if (first != null) {
            sending = true;
            to.send(first, stalled, this);
        } else if (sourceFailure != null) {
            fail(Side.SOURCE, sourceFailure);
        } else if (ended) {
            stop();
            handler.ended();
        } else if (bulk) {
            from.receiver().receiveNow();
        } else {
            from.receiver().receiveOnce();
        }
    }

    /** What became of sending the first chunk. */
    void sent(int result) {
        sending = false;
        Chunk chunk = first;
        if (chunk == null) {
            throw new IllegalStateException("nothing was being sent");
        }
        if (stopped) {
            giveAllBack();
            return;
        }
        if (result > 0) {
            chunk.start += result;
            if (chunk.length() == 0) {
                Chunk ignored = removeFirst();
                loop.giveBack(chunk);
                stalled &= first != null;
            } else {
                stall();
            }
            if (sourceReset != null) {
                sourceReset.bytesMoved();
            }
            handler.moved(result);
            proceed();
        } else if (result == -Errno.EAGAIN || result == -Errno.EINTR) {
            stall();
            proceed();
        } else {
            fail(Side.SINK, Failure.of("send", result));
        }
    }

    /** The receiver takes no more now: nothing of what is kept for it stays in the provided buffers. */
    private void stall() {
        if (stalled) {
            return;
        }
        stalled = true;
        from.troubleWatch().beginSoon();
        Chunk chunk = first;
        first = null;
        last = null;
        while (chunk != null) {
            Chunk next = chunk.next;
            chunk.next = null;
            append(loop.keep(chunk));
            chunk = next;
        }
    }

    boolean isStalled() {
        return stalled;
    }

    /**
     * The source was reset, which receiving will tell once all before it is delivered. A receiver that takes nothing must
     * not keep the connection of a peer that is gone: then it is reset without that.
     */
    void sourceIsReset(IOException cause) {
        if (sourceReset == null && !stopped) {
            sourceReset = PatientReset.begin(loop, to, () -> fail(Side.SOURCE, new PatientReset.Ended(cause)));
        }
    }

    void fail(Side side, IOException cause) {
        if (!stopped) {
            stop();
            handler.failed(side, cause);
        }
    }

    @Override
    public void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        from.receiver().pumpStopped();
        to.sendingStopped();
        if (!sending) { // else the kernel may still read it
            giveAllBack();
        }
    }

    private void giveAllBack() {
        for (Chunk chunk = removeFirst(); chunk != null; chunk = removeFirst()) {
            loop.giveBack(chunk);
        }
    }
}
