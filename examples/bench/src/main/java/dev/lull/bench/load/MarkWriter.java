package dev.lull.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * The sender's side of a stream in which every 4096th byte begins a mark: a number made from its place. A byte that is
 * lost, doubled or out of its place moves every mark behind it, so {@link MarkReader} notices, at a price far below that
 * of a checksum over all bytes. The bytes are {@linkplain StreamContent made once} and copied into the kernel with each
 * write, as a service does: sent from a file (sendfile(2)) they would cost the load less, but stand in the kernel in
 * pieces of a page, which costs every relay behind it two to three times as much. The last block carries its mark
 * inverted, and after it how many bytes came before.
 */
public final class MarkWriter {

    static final int BLOCK_BYTES = 4096;

    private final ByteBuffer period = StreamContent.period();
    private final ByteBuffer last = ByteBuffer.allocate(BLOCK_BYTES);
    private long offset;
    private boolean ending;
    private boolean lastBegun;

    /** The mark of a block; marks come again after each {@link StreamContent#PERIOD_BYTES}. */
    static long mark(long offset) {
        return (offset & (StreamContent.PERIOD_BYTES - 1)) * 0x9E3779B97F4A7C15L
                + 1; // odd multiplier: no two are the same
    }

    /** Sends what the channel takes; how many bytes those were. */
    public long send(WritableByteChannel to) throws IOException {
        int inBlock = (int) (offset & (BLOCK_BYTES - 1));
        long sent;
        if (lastBegun || (ending && inBlock == 0)) {
            if (!lastBegun) {
                last.putLong(0, ~mark(offset)).putLong(Long.BYTES, offset);
                lastBegun = true;
            }
            sent = to.write(last);
        } else {
            int at = (int) (offset & (StreamContent.PERIOD_BYTES - 1));
            int most = ending ? BLOCK_BYTES - inBlock : Wire.CHUNK_BYTES;
            sent = to.write(period.limit(Math.min(at + most, StreamContent.PERIOD_BYTES))
                    .position(at));
        }
        offset += sent;
        return sent;
    }

    /** Ends the stream with the next block; {@link #send} then sends what is missing. */
    public void end() {
        ending = true;
    }

    public boolean finished() {
        return lastBegun && !last.hasRemaining();
    }

    public long offset() {
        return offset;
    }
}
