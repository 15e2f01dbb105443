package dev.lull.proxy.ready;

import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.SplicePipe;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.proxy.relay.Chunk;
import dev.lull.proxy.relay.HeldMemory;
import org.jspecify.annotations.Nullable;

/**
 * Copies until the direction proves to be bulk, then lets splice(2) move the pages from socket to socket through a pipe
 * of the loop's, which it holds only while there is something to move. Where urgent data has come it copies for good:
 * splice(2) does not get past that.
 */
final class SplicePump extends CopyPump implements PooledPipe.Holder {

    /** Less than this in a row, before the source is empty, is small talk, for which copying is cheaper. */
    private static final int BULK_READ_BYTES = 16 * 1024;

    /** After so many bytes without small talk the direction is bulk. */
    private static final int BULK_PROVED_BYTES = 256 * 1024;

    private final EpollLoop epollLoop;
    private final EpollTransport source;
    private final EpollTransport sink;
    private int bulkBytes;
    private int readInRow;
    private boolean canSplice = true;
    private @Nullable PooledPipe pipe;
    private int filledSinceTaken;

    SplicePump(EpollLoop loop, EpollTransport from, EpollTransport to, Handler handler) {
        super(loop, from, to, handler);
        this.epollLoop = loop;
        this.source = from;
        this.sink = to;
    }

    @Override
    void wasRead(int count, int limit) {
        bulkBytes = Math.min(bulkBytes + count, BULK_PROVED_BYTES);
        readInRow = Math.min(readInRow + count, BULK_READ_BYTES);
        if (count < limit) { // the source is empty
            if (readInRow < BULK_READ_BYTES) {
                bulkBytes = 0;
            }
            readInRow = 0;
        }
    }

    @Override
    Step step() throws SideException {
        PooledPipe current = pipe;
        if (current == null && bulkBytes >= BULK_PROVED_BYTES && mayFill() && canMoveAtOnce()) {
            current = epollLoop.pipes().take(this);
            pipe = current;
            filledSinceTaken = 0;
        }
        return current == null ? super.step() : step(current);
    }

    private boolean mayFill() {
        return canSplice && !source.hasUrgentData();
    }

    private Step step(PooledPipe through) throws SideException {
        SplicePipe bytes = through.pipe;
        if (from.readable && mayFill() && bytes.heldBytes() < bytes.capacityBytes()) {
            fill(bytes);
        }
        if (bytes.heldBytes() == 0) {
            release();
            return Step.MOVED; // as far as this goes: the copying step sees to the end, and to what is left to read
        }
        if (!to.writable) {
            return Step.BLOCKED;
        }
        return drain(through) ? Step.MOVED : Step.BLOCKED;
    }

    private void fill(SplicePipe bytes) {
        boolean wasEmpty = bytes.heldBytes() == 0;
        int count = bytes.fill(source.descriptor());
        if (count > 0) {
            filledSinceTaken = Math.min(filledSinceTaken + count, BULK_READ_BYTES);
        } else if (count == 0) {
            canSplice = false; // the end, or urgent data before it: receiving tells which
        } else if (count == -Errno.EAGAIN || count == -Errno.EINTR) {
            // With bytes in the pipe it may be the pipe that is full: of small pieces, each of which takes a slot.
            from.readable = !wasEmpty;
        } else {
            canSplice = false;
            sourceFailed(EpollTransport.failure("splice from the socket", -count));
        }
    }

    private boolean drain(PooledPipe through) throws SideException {
        int count = through.pipe.drain(sink.descriptor());
        if (count > 0) {
            through.used = true;
            moved(count);
            return true;
        }
        to.writable = false;
        if (count == -Errno.EAGAIN || count == -Errno.EINTR) {
            return false;
        }
        throw new SideException(Side.SINK, EpollTransport.failure("splice to the socket", -count));
    }

    /** As far as memory may be held: beyond that the pipe stays with a receiver that takes nothing. */
    @Override
    public void leavePipe() {
        PooledPipe through = pipe;
        if (through == null || loop.memory().readLimit() < HeldMemory.LARGEST) {
            return;
        }
        Chunk chunk = loop.memory().take(through.pipe.heldBytes());
        try {
            through.pipe.readInto(chunk.bytes.clear());
            chunk.end = chunk.bytes.position();
            hold(chunk);
            release();
        } catch (SystemCallException e) {
            loop.memory().giveBack(chunk);
            fail(Side.SOURCE, e);
        }
    }

    @Override
    void release() {
        if (pipe != null) {
            if (filledSinceTaken < BULK_READ_BYTES) {
                bulkBytes = 0;
            }
            epollLoop.pipes().giveBack(pipe);
            pipe = null;
        }
    }
}
