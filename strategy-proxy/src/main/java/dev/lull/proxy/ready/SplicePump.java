package dev.lull.proxy.ready;

import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.SplicePipe;
import org.jspecify.annotations.Nullable;

/**
 * Copies until the direction proves to be bulk, then lets splice(2) move the pages from socket to socket through a pipe
 * of the loop's, which it holds only while there is something to move.
 */
final class SplicePump extends CopyPump {

    /** A read of less than this is small talk, for which copying is cheaper. */
    private static final int BULK_READ_BYTES = 16 * 1024;

    /** After so many bytes in bulk reads in a row the direction is bulk. */
    private static final int BULK_PROVED_BYTES = 256 * 1024;

    private final EpollLoop epollLoop;
    private final int fromDescriptor;
    private final int toDescriptor;
    private int bulkBytes;
    private @Nullable SplicePipe pipe;
    private int filledSinceTaken;

    SplicePump(EpollLoop loop, EpollTransport from, EpollTransport to, Handler handler) {
        super(loop, from, to, handler);
        this.epollLoop = loop;
        this.fromDescriptor = from.descriptor();
        this.toDescriptor = to.descriptor();
    }

    @Override
    void wasRead(int count) {
        bulkBytes = count < BULK_READ_BYTES ? 0 : Math.min(bulkBytes + count, BULK_PROVED_BYTES);
    }

    @Override
    Step step() throws SideException {
        SplicePipe current = pipe;
        if (current == null && bulkBytes >= BULK_PROVED_BYTES && canMoveAtOnce()) {
            current = epollLoop.pipes().take();
            pipe = current;
            filledSinceTaken = 0;
        }
        return current == null ? super.step() : step(current);
    }

    private Step step(SplicePipe through) throws SideException {
        if (from.readable && !ended && through.heldBytes() < through.capacityBytes()) {
            fill(through);
        }
        if (through.heldBytes() == 0) {
            release();
            return Step.MOVED; // as far as this goes: the copying step sees to the end, and to what is left to read
        }
        if (!to.writable) {
            return Step.BLOCKED;
        }
        return drain(through) ? Step.MOVED : Step.BLOCKED;
    }

    private void fill(SplicePipe through) throws SideException {
        boolean wasEmpty = through.heldBytes() == 0;
        int count = through.fill(fromDescriptor);
        if (count > 0) {
            filledSinceTaken = Math.min(filledSinceTaken + count, BULK_READ_BYTES);
        } else if (count == 0) {
            ended = true;
        } else if (count == -Errno.EAGAIN || count == -Errno.EINTR) {
            // With bytes in the pipe it may be the pipe that is full: of small pieces, each of which takes a slot.
            from.readable = !wasEmpty;
        } else {
            from.readable = false;
            throw new SideException(Side.SOURCE, EpollTransport.failure("splice from the socket", -count));
        }
    }

    private boolean drain(SplicePipe through) throws SideException {
        int count = through.drain(toDescriptor);
        if (count > 0) {
            moved(count);
            return true;
        }
        to.writable = false;
        if (count == -Errno.EAGAIN || count == -Errno.EINTR) {
            return false;
        }
        throw new SideException(Side.SINK, EpollTransport.failure("splice to the socket", -count));
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
