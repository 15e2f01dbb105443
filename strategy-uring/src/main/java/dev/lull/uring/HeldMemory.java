package dev.lull.uring;

import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The memory of one loop for bulk, and for what slow receivers have not taken yet, in pieces of a few sizes; given-back
 * ones are kept for the next. Bounded: beyond the bound a read gets {@value #SMALLEST} bytes, so that each stalled
 * connection adds no more than that. For the loop's thread alone.
 */
final class HeldMemory {

    /** What a read takes at most; as large as the receive buffer of a busy loopback connection. */
    static final int LARGEST = 256 * 1024;

    static final int SMALLEST = 4 * 1024;
    private static final int CLASSES = 4; // of 4, 16, 64 and 256 KiB

    private final long boundBytes;
    private final ArrayDeque<Chunk>[] free;
    private long heldBytes;

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of a generic type
    HeldMemory(long boundBytes) {
        this.boundBytes = boundBytes;
        this.free = new ArrayDeque[CLASSES];
        for (int i = 0; i < CLASSES; i++) {
            free[i] = new ArrayDeque<>();
        }
    }

    /** An empty chunk to read into, as large as may be now. */
    Chunk forBulk() {
        return take(heldBytes + LARGEST <= boundBytes ? LARGEST : SMALLEST);
    }

    /** An empty chunk with room for so many bytes, {@link #LARGEST} at most. */
    Chunk take(int bytes) {
        int sizeClass = sizeClass(bytes);
        Chunk kept = free[sizeClass].poll();
        Chunk chunk = kept != null ? kept : allocate(SMALLEST << (2 * sizeClass));
        heldBytes += chunk.capacity();
        return chunk;
    }

    void giveBack(Chunk chunk) {
        heldBytes -= chunk.capacity();
        chunk.start = 0;
        chunk.end = 0;
        free[sizeClass(chunk.capacity())].push(chunk);
    }

    private static Chunk allocate(int capacity) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(capacity);
        return new Chunk(bytes, Buffer.memoryAddress(bytes), Chunk.NOT_PROVIDED);
    }

    private static int sizeClass(int bytes) {
        int sizeClass = 0;
        while (SMALLEST << (2 * sizeClass) < bytes) {
            sizeClass++;
        }
        return sizeClass;
    }
}
