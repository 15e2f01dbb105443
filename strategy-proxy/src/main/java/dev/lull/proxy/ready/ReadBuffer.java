package dev.lull.proxy.ready;

import dev.lull.proxy.relay.Chunk;
import dev.lull.proxy.relay.HeldMemory;

/** The one large chunk of a loop that every connection reads into in turn. For the loop's thread alone. */
final class ReadBuffer {

    private final HeldMemory memory;
    private Chunk chunk;

    ReadBuffer(HeldMemory memory, Chunk chunk) {
        this.memory = memory;
        this.chunk = chunk;
    }

    /** The chunk to read into; its content is gone with the next call by anybody. */
    Chunk emptied() {
        chunk.clear();
        return chunk;
    }

    /** Keeps what is left in it: copies a little, and hands over the chunk itself rather than copy much. */
    Chunk hold() {
        if (chunk.length() > HeldMemory.LARGEST / 4) {
            Chunk full = chunk;
            chunk = memory.take(HeldMemory.LARGEST);
            return full;
        }
        Chunk held = memory.take(chunk.length());
        held.append(chunk);
        return held;
    }
}
