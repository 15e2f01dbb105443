package dev.lull.uring;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A piece of memory outside the heap with the bytes from {@code start} to {@code end} in it. */
final class Chunk {

    /** For one that is none of the provided buffers. */
    static final int NOT_PROVIDED = -1;

    final ByteBuffer bytes;
    final long address;

    /** Which of the provided buffers it is. */
    final int number;

    int start;
    int end;

    /** The next in a queue. */
    @Nullable
    Chunk next;

    Chunk(ByteBuffer bytes, long address, int number) {
        this.bytes = bytes;
        this.address = address;
        this.number = number;
    }

    int length() {
        return end - start;
    }

    int capacity() {
        return bytes.capacity();
    }

    boolean isProvided() {
        return number != NOT_PROVIDED;
    }

    /** Appends what another one holds; there must be room. */
    void append(Chunk other) {
        bytes.put(end, other.bytes, other.start, other.length());
        end += other.length();
    }

    /** Appends the rest of a buffer; there must be room. */
    void append(ByteBuffer other) {
        bytes.put(end, other, other.position(), other.remaining());
        end += other.remaining();
    }
}
