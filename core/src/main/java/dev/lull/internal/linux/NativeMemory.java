package dev.lull.internal.linux;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory that system calls are given by address. */
public final class NativeMemory {

    private NativeMemory() {}

    /**
     * Makes zeroed memory in the machine's byte order.
     *
     * @param bytes how much
     * @return a direct buffer, freed when nobody refers to it any more
     */
    public static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /**
     * Copies bytes to where a system call can read them.
     *
     * @param bytes what to copy
     * @return a direct buffer that holds them
     */
    public static ByteBuffer copyOf(byte[] bytes) {
        ByteBuffer copy = allocate(Math.max(1, bytes.length));
        copy.put(0, bytes);
        return copy;
    }

    /**
     * Returns where a direct buffer begins. The buffer must stay reachable for as long as the address is in use.
     *
     * @param direct a direct buffer
     * @return the address of its first byte
     */
    public static long address(ByteBuffer direct) {
        return MemoryIO.getInstance().getDirectBufferAddress(direct);
    }

    static ByteBuffer view(long address, int bytes) {
        return MemoryIO.getInstance().newDirectByteBuffer(address, bytes).order(ByteOrder.nativeOrder());
    }
}
