package dev.lull.bench.load;

import java.nio.ByteBuffer;

/** What bulk streams are made of: random bytes with marks, over and over. */
final class StreamContent {

    /** As much as fits into a processor's cache, and often enough for a send to be large. */
    static final int PERIOD_BYTES = 1 << 20;

    private static final ByteBuffer BYTES = make();

    private StreamContent() {}

    /** One period, as a view with a position of its own on the bytes that all streams share. */
    static ByteBuffer period() {
        return BYTES.duplicate();
    }

    private static ByteBuffer make() {
        ByteBuffer content = ByteBuffer.allocateDirect(PERIOD_BYTES).put(Wire.content(PERIOD_BYTES, 1));
        for (int at = 0; at < PERIOD_BYTES; at += MarkWriter.BLOCK_BYTES) {
            content.putLong(at, MarkWriter.mark(at));
        }
        return content.clear().asReadOnlyBuffer();
    }
}
