package dev.lull.uring;

import dev.lull.proxy.relay.Chunk;
import java.nio.ByteBuffer;

/** One of {@link ProvidedBuffers}. */
final class ProvidedChunk extends Chunk {

    /** Which one it is to the kernel. */
    final int number;

    ProvidedChunk(ByteBuffer bytes, long address, int number) {
        super(bytes, address);
        this.number = number;
    }
}
