package dev.lull.proxy.relay;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of memory outside the heap with the bytes from {@code start} to {@code end} in it. Not safe for use by several
 * threads.
 */
public class Chunk {

    /** The memory, whole. Position and limit do not matter and may be changed by anybody. */
    public final ByteBuffer bytes;

    /** Where index 0 is, or 0 where nobody asks for it. */
    public final long address;

    /** The index of the first byte. */
    public int start;

    /** The index behind the last byte. */
    public int end;

    /** The next one in a queue. */
    public @Nullable Chunk next;

    /**
     * Makes an empty chunk.
     *
     * @param bytes the memory
     * @param address where it begins, or 0 where nobody asks for it
     */
    public Chunk(ByteBuffer bytes, long address) {
        this.bytes = bytes;
        this.address = address;
    }

    /**
     * Returns how many bytes are in it.
     *
     * @return 0 or more
     */
    public final int length() {
        return end - start;
    }

    /**
     * Returns how many fit.
     *
     * @return above zero
     */
    public final int capacity() {
        return bytes.capacity();
    }

    /** Forgets its bytes. */
    public final void clear() {
        start = 0;
        end = 0;
    }

    /**
     * Appends the bytes of another one.
     *
     * @param other no longer than there is room behind {@link #end}
     */
    public final void append(Chunk other) {
        bytes.clear(); // a socket's read and write left limits of their own
        other.bytes.clear();
        bytes.put(end, other.bytes, other.start, other.length());
        end += other.length();
    }

    /**
     * Appends a buffer's rest; its position stays.
     *
     * @param other no longer than there is room behind {@link #end}
     */
    public final void append(ByteBuffer other) {
        bytes.clear();
        bytes.put(end, other, other.position(), other.remaining());
        end += other.remaining();
    }
}
