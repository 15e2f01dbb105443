package dev.lull.proxy.ready;

import java.nio.ByteBuffer;

/**
 * A piece of memory outside the heap with the bytes from {@code start} to {@code end} in it. {@code address} is where
 * index 0 is, or 0 where nobody asks for it.
 */
final class Chunk {

    final ByteBuffer bytes;
    final long address;
    int start;
    int end;

    Chunk(ByteBuffer bytes, long address) {
        this.bytes = bytes;
        this.address = address;
    }

    int length() {
        return end - start;
    }

    int capacity() {
        return bytes.capacity();
    }

    void clear() {
        start = 0;
        end = 0;
    }

    /** Takes over what another one holds; there must be room. */
    void copyFrom(Chunk other) {
        bytes.clear(); // a socket's read and write left limits of their own
        other.bytes.clear();
        bytes.put(0, other.bytes, other.start, other.length());
        start = 0;
        end = other.length();
    }

    /** Takes over what a buffer holds; there must be room. */
    void copyFrom(ByteBuffer other) {
        bytes.clear();
        bytes.put(0, other, other.position(), other.remaining());
        start = 0;
        end = other.remaining();
    }
}
