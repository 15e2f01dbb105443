package dev.lull.proxy.ready;

import java.util.ArrayDeque;
import java.util.function.IntFunction;

/**
 * The memory of one loop: one large chunk that every connection reads into in turn, and chunks that hold what a slow
 * receiver has not taken yet. What is held is bounded: beyond the bound a pump may read only {@value #SMALLEST} bytes at
 * a time, so that each stalled connection adds no more than that. Given-back chunks are kept for the next one. For the
 * loop's thread alone.
 */
final class ChunkPool {

    /** What a read takes at most; as large as the receive buffer of a busy loopback connection. */
    static final int LARGEST = 256 * 1024;

    private static final int SMALLEST = 4 * 1024;
    private static final int CLASSES = 4; // of 4, 16, 64 and 256 KiB

    private final IntFunction<Chunk> allocator;
    private final long boundBytes;
    private final ArrayDeque<Chunk>[] free;
    private Chunk shared;
    private long heldBytes;

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of a generic type
    ChunkPool(IntFunction<Chunk> allocator, long boundBytes) {
        this.allocator = allocator;
        this.boundBytes = boundBytes;
        this.shared = allocator.apply(LARGEST);
        this.free = new ArrayDeque[CLASSES];
        for (int i = 0; i < CLASSES; i++) {
            free[i] = new ArrayDeque<>();
        }
    }

    /** The chunk to read into; its content is gone with the next call by anybody. */
    Chunk shared() {
        shared.clear();
        return shared;
    }

    /** How much may be read now. */
    int readLimit() {
        return heldBytes + LARGEST <= boundBytes ? LARGEST : SMALLEST;
    }

    /** Keeps what is left in the shared chunk: copies a little, and hands over the chunk itself rather than copy much. */
    Chunk holdShared() {
        if (shared.length() > LARGEST / 4) {
            Chunk full = shared;
            shared = take(LARGEST);
            heldBytes += LARGEST;
            return full;
        }
        Chunk held = hold(shared.length());
        held.copyFrom(shared);
        return held;
    }

    /** A chunk with room for so many bytes, {@link #LARGEST} at most. */
    Chunk hold(int bytes) {
        Chunk held = take(bytes);
        heldBytes += held.capacity();
        return held;
    }

    void giveBack(Chunk held) {
        heldBytes -= held.capacity();
        held.clear();
        free[sizeClass(held.capacity())].push(held);
    }

    long heldBytes() {
        return heldBytes;
    }

    private Chunk take(int bytes) {
        int sizeClass = sizeClass(bytes);
        Chunk kept = free[sizeClass].poll();
        return kept != null ? kept : allocator.apply(SMALLEST << (2 * sizeClass));
    }

    private static int sizeClass(int bytes) {
        int sizeClass = 0;
        while (SMALLEST << (2 * sizeClass) < bytes) {
            sizeClass++;
        }
        return sizeClass;
    }
}
