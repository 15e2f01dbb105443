package dev.lull.bench.load;

import java.nio.ByteBuffer;

/** The 64 bytes of a request; each is different from the one before, and the answer must be the same bytes. */
public final class Message {

    private static final long STEP = 0xD1B54A32D192ED03L;

    private final ByteBuffer sent = ByteBuffer.allocateDirect(Wire.MESSAGE_BYTES);
    private final ByteBuffer received = ByteBuffer.allocateDirect(Wire.MESSAGE_BYTES);
    private long number;

    public Message(long seed) {
        this.number = seed * STEP;
    }

    /** Makes the next request; what is returned is to be written whole. */
    public ByteBuffer next() {
        number += STEP;
        for (int at = 0; at < Wire.MESSAGE_BYTES; at += Long.BYTES) {
            sent.putLong(at, number ^ at);
        }
        received.clear();
        return sent.clear();
    }

    /** Where the answer goes. */
    public ByteBuffer received() {
        return received;
    }

    boolean answered() {
        return !received.hasRemaining();
    }

    public void check() throws CorruptStreamException {
        if (!received.flip().equals(sent.clear())) {
            throw new CorruptStreamException("an answer of 64 bytes is not the request's bytes");
        }
    }
}
