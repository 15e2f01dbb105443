package dev.lull.proxy.relay;

import java.util.ArrayDeque;
import java.util.function.IntFunction;

/**
 * One loop's memory for what slow receivers have not taken yet, in pieces of a few sizes. What all loops of a relay hold
 * together is bounded: beyond the bound a pump may read only {@value #SMALLEST} bytes at a time, so that each stalled
 * connection adds no more than that. Given-back chunks are kept for the next one. For the loop's thread alone.
 */
public final class HeldMemory {

    /** What a read takes at most, in bytes; as large as the receive buffer of a busy loopback connection. */
    public static final int LARGEST = 256 * 1024;

    /** What a read may always take, in bytes. */
    public static final int SMALLEST = 4 * 1024;

    private static final int CLASSES = 4; // of 4, 16, 64 and 256 KiB

    private final IntFunction<Chunk> allocator;
    private final Quota bound;
    private final ArrayDeque<Chunk>[] free;

    /**
     * Holds nothing yet.
     *
     * @param allocator makes an empty chunk of a capacity in bytes
     * @param bound how many bytes all loops together may hold
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of a generic type
    public HeldMemory(IntFunction<Chunk> allocator, Quota bound) {
        this.allocator = allocator;
        this.bound = bound;
        this.free = new ArrayDeque[CLASSES];
        for (int i = 0; i < CLASSES; i++) {
            free[i] = new ArrayDeque<>();
        }
    }

    /**
     * Returns how much may be read at a time now.
     *
     * @return {@link #LARGEST}, or {@link #SMALLEST} while much is held
     */
    public int readLimit() {
        return bound.hasLeft(LARGEST) ? LARGEST : SMALLEST;
    }

    /**
     * Takes an empty chunk, be the bound reached or not.
     *
     * @param bytes how many it must have room for, {@link #LARGEST} at most
     * @return the chunk, until {@link #giveBack}
     */
    public Chunk take(int bytes) {
        int sizeClass = sizeClass(bytes);
        Chunk kept = free[sizeClass].poll();
        Chunk chunk = kept != null ? kept : allocator.apply(SMALLEST << (2 * sizeClass));
        bound.take(chunk.capacity());
        return chunk;
    }

    /**
     * Takes a chunk back; its bytes are gone.
     *
     * @param chunk what {@link #take} answered
     */
    public void giveBack(Chunk chunk) {
        bound.giveBack(chunk.capacity());
        chunk.clear();
        free[sizeClass(chunk.capacity())].push(chunk);
    }

    private static int sizeClass(int bytes) {
        int sizeClass = 0;
        while (SMALLEST << (2 * sizeClass) < bytes) {
            sizeClass++;
        }
        return sizeClass;
    }
}
