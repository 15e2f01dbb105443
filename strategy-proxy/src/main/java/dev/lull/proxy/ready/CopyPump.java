package dev.lull.proxy.ready;

import dev.lull.proxy.relay.Chunk;
import dev.lull.proxy.relay.HeldMemory;
import dev.lull.proxy.relay.PatientReset;
import dev.lull.proxy.relay.Pump;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads into the loop's memory and writes from there. It holds memory of its own only while the receiver does not take
 * what was read, and reads nothing more meanwhile.
 */
class CopyPump implements Pump {

    /**
     * How much it moves before the loop's other connections have their turn: as much as one large read. More in a row
     * saves nothing that can be measured, and lets a small request wait for as long as it takes to copy.
     */
    static final int BYTES_A_TURN = HeldMemory.LARGEST;

    /** How often it reads in a row: small pieces cost more than their bytes. */
    static final int STEPS_A_TURN = 8;

    final ReadyLoop loop;
    final ReadyTransport from;
    final ReadyTransport to;
    final Handler handler;
    boolean ended;
    private boolean stopped;
    private boolean waitsForTurn;
    private long turnNumber = -1;
    private int bytesLeft;
    private int stepsLeft;
    private @Nullable IOException sourceFailure;
    private @Nullable PatientReset sourceReset;
    private @Nullable Chunk held;

    CopyPump(ReadyLoop loop, ReadyTransport from, ReadyTransport to, Handler handler) {
        this.loop = loop;
        this.from = from;
        this.to = to;
        this.handler = handler;
        from.source = this;
        to.sink = this;
    }

    final void begin(@Nullable ByteBuffer first, boolean alreadyEnded) {
        ended = alreadyEnded;
        if (first != null && first.hasRemaining()) {
            Chunk chunk = loop.memory().take(first.remaining());
            chunk.append(first);
            held = chunk;
        }
        run();
    }

    /** What one step came to. */
    enum Step {
        MOVED,
        BLOCKED
    }

    /** Moves what can be moved now and is its share of this turn. */
    final void run() {
        if (turnNumber != loop.turnNumber()) {
            turnNumber = loop.turnNumber();
            bytesLeft = BYTES_A_TURN;
            stepsLeft = STEPS_A_TURN;
        }
        Step step = Step.MOVED;
        while (step == Step.MOVED && bytesLeft > 0 && stepsLeft > 0 && !stopped) {
            stepsLeft--;
            step = safeStep();
        }
        if (stopped) {
            return;
        }
        if (step == Step.MOVED && !waitsForTurn) {
            waitsForTurn = true;
            loop.runAgain(this);
        }
        from.updateInterest();
        to.updateInterest();
    }

    /** The loop's other connections have had their turn. */
    final void runAgain() {
        waitsForTurn = false;
        if (!stopped) {
            run();
        }
    }

    private Step safeStep() {
        try {
            return step();
        } catch (SideException e) {
            fail(e.side, e.failure);
            return Step.BLOCKED;
        }
    }

    Step step() throws SideException {
        if (held != null) {
            return writeHeld(held);
        }
        if (sourceFailure != null) {
            throw new SideException(Side.SOURCE, sourceFailure);
        }
        if (ended) {
            finish();
            return Step.BLOCKED;
        }
        if (!from.readable || !to.writable) {
            return Step.BLOCKED;
        }
        Chunk chunk = loop.readBuffer().emptied();
        int limit = loop.memory().readLimit();
        int count = read(chunk, limit);
        if (count < 0) {
            ended = true;
            return Step.MOVED;
        }
        if (count == 0) {
            return Step.BLOCKED;
        }
        write(chunk);
        if (chunk.length() > 0) {
            held = loop.readBuffer().hold();
            return Step.BLOCKED;
        }
        wasRead(count, limit);
        return Step.MOVED;
    }

    /** Whether nothing stands in the way of moving more. */
    final boolean canMoveAtOnce() {
        return held == null && !ended && from.readable && to.writable;
    }

    /** A read of at most so much went through in one write. */
    void wasRead(int count, int limit) {}

    /** Holds bytes that were taken from the source in another way, and come next. */
    final void hold(Chunk chunk) {
        held = chunk;
    }

    /** The source is broken, which is told once all that was taken from it before is moved. */
    final void sourceFailed(IOException cause) {
        sourceFailure = cause;
        sourceIsReset(cause);
    }

    private Step writeHeld(Chunk chunk) throws SideException {
        if (!to.writable) {
            return Step.BLOCKED;
        }
        write(chunk);
        if (chunk.length() > 0) {
            return Step.BLOCKED;
        }
        held = null;
        loop.memory().giveBack(chunk);
        return Step.MOVED;
    }

    private int read(Chunk chunk, int limit) throws SideException {
        try {
            return from.read(chunk, limit);
        } catch (IOException e) {
            throw new SideException(Side.SOURCE, e);
        }
    }

    private void write(Chunk chunk) throws SideException {
        try {
            int count = to.write(chunk);
            if (count > 0) {
                moved(count);
            }
        } catch (IOException e) {
            throw new SideException(Side.SINK, e);
        }
    }

    final void moved(int bytes) {
        bytesLeft -= bytes;
        if (sourceReset != null) {
            sourceReset.bytesMoved();
        }
        handler.moved(bytes);
    }

    /**
     * The source was reset, which reading will tell once all before it is delivered. A receiver that takes nothing must
     * not keep the connection of a peer that is gone: then it is reset without that.
     */
    final void sourceIsReset(IOException cause) {
        if (sourceReset == null && !stopped) {
            sourceReset = PatientReset.begin(loop, to, () -> fail(Side.SOURCE, new PatientReset.Ended(cause)));
        }
    }

    final boolean waitsToRead() {
        return !ended && !stopped && to.writable && held == null && sourceFailure == null;
    }

    final boolean waitsToWrite() {
        return !stopped && !to.writable;
    }

    final void finish() {
        stop();
        handler.ended();
    }

    final void fail(Side side, IOException cause) {
        if (!stopped) {
            stop();
            handler.failed(side, cause);
        }
    }

    @Override
    public final void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        from.source = null;
        to.sink = null;
        if (held != null) {
            loop.memory().giveBack(held);
            held = null;
        }
        release();
        from.updateInterest();
        to.updateInterest();
    }

    /** Gives back what a subclass holds. */
    void release() {}

    /** One side failed. Without a stack trace: it is a message, and resets are common. */
    static final class SideException extends Exception {
        private static final long serialVersionUID = 1L;
        final Side side;
        final IOException failure;

        SideException(Side side, IOException failure) {
            super(null, failure, false, false);
            this.side = side;
            this.failure = failure;
        }
    }
}
