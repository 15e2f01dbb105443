package dev.lull.bench.load;

import java.nio.ByteBuffer;

/**
 * The sender's side of a stream in which every 4096th byte begins a mark: a number made from its own offset. A byte that
 * is lost, doubled or out of its place moves every mark behind it, so {@link MarkReader} notices, at a price far below
 * that of a checksum over all bytes. The last block carries its mark inverted.
 */
final class MarkWriter {

    static final int BLOCK_BYTES = 4096;

    private final ByteBuffer chunk = ByteBuffer.allocateDirect(Wire.CHUNK_BYTES);
    private long offset;
    private boolean last;

    MarkWriter() {
        chunk.put(Wire.content(chunk.capacity(), 1));
        chunk.position(chunk.limit());
    }

    static long mark(long offset) {
        return offset * 0x9E3779B97F4A7C15L + 1; // odd multiplier: no two offsets have the same mark
    }

    /** Returns what is to be sent next, never empty unless the stream {@linkplain #finished() is over}. */
    ByteBuffer toSend() {
        if (!chunk.hasRemaining() && !last) {
            chunk.clear();
            stamp(chunk.capacity());
        }
        return chunk;
    }

    /** Makes the block after the present chunk the last one; call it when that chunk has been sent. */
    void end() {
        chunk.clear().limit(BLOCK_BYTES);
        stamp(BLOCK_BYTES);
        chunk.putLong(0, ~chunk.getLong(0));
        last = true;
    }

    boolean chunkSent() {
        return !chunk.hasRemaining();
    }

    boolean finished() {
        return last && !chunk.hasRemaining();
    }

    long offset() {
        return offset;
    }

    private void stamp(int bytes) {
        for (int at = 0; at < bytes; at += BLOCK_BYTES) {
            chunk.putLong(at, mark(offset + at));
        }
        offset += bytes;
    }
}
