package dev.lull.uring;

import dev.lull.internal.linux.Errno;
import dev.lull.proxy.relay.Pump;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is received, from where it was received. Little is received into the loop's provided buffers, by one
 * operation that goes on for ever once a few messages have gone through well; much, into memory held for it. While the
 * receiver does not take what is there, nothing more is received.
 */
final class UringPump implements Pump {

    /** After so many small messages that the receiver took at once, one receive brings all the rest. */
    private static final int WELL_ENOUGH = Integer.getInteger("lull.uring.multi", Integer.MAX_VALUE);

    private final UringLoop loop;
    private final UringTransport from;
    private final UringTransport to;
    private final Handler handler;
    private @Nullable Chunk first;
    private @Nullable Chunk last;
    private boolean sending;
    private boolean stalled;
    private boolean bulk;
    private int wentWell;
    private boolean ended;
    private boolean stopped;

    UringPump(UringLoop loop, UringTransport from, UringTransport to, Handler handler) {
        this.loop = loop;
        this.from = from;
        this.to = to;
        this.handler = handler;
    }

    void begin(@Nullable ByteBuffer before, boolean alreadyEnded) {
        to.sink = this;
        if (before != null && before.hasRemaining()) {
            Chunk chunk = loop.held().take(before.remaining());
            chunk.append(before);
            append(chunk);
        }
        from.begin(this);
        ended |= alreadyEnded || from.isAtEnd();
        IOException failure = from.failure();
        if (failure != null) {
            fail(Side.SOURCE, failure);
        } else {
            proceed();
        }
    }

    /** Bytes were received. */
    void arrived(Chunk chunk, boolean more) {
        boolean full = chunk.length() == chunk.capacity();
        bulk = chunk.isProvided() ? full : chunk.length() > ProvidedBuffers.SIZE;
        if (bulk) {
            wentWell = 0;
            from.callOffReceiving();
        }
        append(stalled ? loop.keep(chunk) : chunk);
        proceed();
    }

    /** A receive is over without a byte. */
    void receivingEnded(boolean foundNothing) {
        if (foundNothing) {
            bulk = false;
        }
        proceed();
    }

    void sourceEnded() {
        ended = true;
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
        } else if (ended) {
            stop();
            handler.ended();
        } else if (bulk) {
            from.receiveNow();
        } else if (wentWell >= WELL_ENOUGH) {
            from.receiveAgainAndAgain();
        } else {
            from.receiveOnce();
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
                wentWell = stalled ? 0 : wentWell + 1;
                stalled &= first != null;
            } else {
                stall();
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
        wentWell = 0;
        from.callOffReceiving();
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
        from.source = null;
        to.sink = null;
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
