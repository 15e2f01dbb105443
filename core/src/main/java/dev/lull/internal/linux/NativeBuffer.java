package dev.lull.internal.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A direct buffer in the machine's byte order together with its address, so that a system call in a loop needs no
 * object for it. The memory lives as long as this object is reachable. Not safe for use by several threads.
 */
public final class NativeBuffer {

    private final ByteBuffer bytes;
    private final long address;

    /**
     * Allocates memory, all zero.
     *
     * @param capacityBytes how much, above zero
     */
    public NativeBuffer(int capacityBytes) {
        this(ByteBuffer.allocateDirect(capacityBytes));
    }

    /**
     * Wraps a direct buffer; its byte order becomes the machine's.
     *
     * @param direct the buffer, whole: position and limit do not matter
     */
    public NativeBuffer(ByteBuffer direct) {
        this.bytes = direct.order(ByteOrder.nativeOrder());
        this.address = NativeMemory.address(direct);
    }

    /**
     * Returns the memory as a buffer.
     *
     * @return always the same buffer
     */
    public ByteBuffer bytes() {
        return bytes;
    }

    /**
     * Returns where the memory is.
     *
     * @return the address of the buffer's index 0
     */
    public long address() {
        return address;
    }
}
