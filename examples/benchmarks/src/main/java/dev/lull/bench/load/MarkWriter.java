package dev.lull.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * The sender's side of a stream in which every 4096th byte begins a mark: a number made from its place. A byte that is
 * lost, doubled or out of its place moves every mark behind it, so {@link MarkReader} notices, at a price far below that
 * of a checksum over all bytes. The stream is one {@linkplain StreamFile file} over and over, which the kernel sends by
 * itself (sendfile(2)): the load costs next to nothing, and what is left is what the contestants cost. The last block
 * carries its mark inverted, and after it how many bytes came before.
 */
final class MarkWriter {

    static final int BLOCK_BYTES = 4096;

    private final FileChannel file;
    private final ByteBuffer last = ByteBuffer.allocate(BLOCK_BYTES);
    private long offset;
    private boolean ending;
    private boolean lastBegun;

    MarkWriter() {
        this.file = StreamFile.channel();
    }

    /** The mark of a block; marks come again after each {@link StreamFile#PERIOD_BYTES}. */
    static long mark(long offset) {
        return (offset & (StreamFile.PERIOD_BYTES - 1)) * 0x9E3779B97F4A7C15L
                + 1; // odd multiplier: no two are the same
    }

    /** Sends what the channel takes; how many bytes those were. */
    long send(WritableByteChannel to) throws IOException {
        int inBlock = (int) (offset & (BLOCK_BYTES - 1));
        long sent;
        if (lastBegun || (ending && inBlock == 0)) {
            if (!lastBegun) {
                last.putLong(0, ~mark(offset)).putLong(Long.BYTES, offset);
                lastBegun = true;
            }
            sent = to.write(last);
        } else {
            long at = offset & (StreamFile.PERIOD_BYTES - 1);
            sent = file.transferTo(at, ending ? BLOCK_BYTES - inBlock : StreamFile.PERIOD_BYTES - at, to);
        }
        offset += sent;
        return sent;
    }

    /** Ends the stream with the next block; {@link #send} then sends what is missing. */
    void end() {
        ending = true;
    }

    boolean finished() {
        return lastBegun && !last.hasRemaining();
    }

    long offset() {
        return offset;
    }
}
