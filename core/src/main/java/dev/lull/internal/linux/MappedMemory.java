package dev.lull.internal.linux;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * The one owner of a shared mapping of a descriptor, mmap(2).
 *
 * <p>Whoever touches {@link #buffer()} after {@link #close()} crashes the JVM: the owner sees to it that nobody does.
 */
public final class MappedMemory implements AutoCloseable {

    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 1;
    private static final long MAP_FAILED = -1;
    private static final int SC_PAGESIZE = 30; // bits/confname.h of glibc

    private final LibC libC;
    private final Pointer address;
    private final int length;
    private final ByteBuffer buffer;
    private final AtomicBoolean closed = new AtomicBoolean();

    private MappedMemory(LibC libC, Pointer address, int length) {
        this.libC = libC;
        this.address = address;
        this.length = length;
        this.buffer = NativeMemory.view(address.address(), length);
    }

    /**
     * Maps a descriptor's memory to read and write.
     *
     * @param libC the C library
     * @param descriptor what to map; may be closed afterwards
     * @param length how many bytes
     * @return the mapping
     * @throws SystemCallException if the kernel refuses
     */
    public static MappedMemory readWrite(LibC libC, OwnedDescriptor descriptor, int length) throws SystemCallException {
        return map(libC, descriptor, 0, length, PROT_READ | PROT_WRITE);
    }

    /**
     * Maps a descriptor's memory to read.
     *
     * @param libC the C library
     * @param descriptor what to map; may be closed afterwards
     * @param offset where to begin, a multiple of the page size
     * @param length how many bytes
     * @return the mapping
     * @throws SystemCallException if the kernel refuses
     */
    public static MappedMemory readOnly(LibC libC, OwnedDescriptor descriptor, long offset, int length)
            throws SystemCallException {
        return map(libC, descriptor, offset, length, PROT_READ);
    }

    private static MappedMemory map(LibC libC, OwnedDescriptor descriptor, long offset, int length, int protection)
            throws SystemCallException {
        Pointer anywhere = Pointer.wrap(Runtime.getSystemRuntime(), 0L);
        Pointer address = libC.mmap(anywhere, length, protection, MAP_SHARED, descriptor.number(), offset);
        if (address == null || address.address() == MAP_FAILED) {
            throw SystemCalls.failed("mmap(" + descriptor + ", " + length + " bytes)");
        }
        return new MappedMemory(libC, address, length);
    }

    /**
     * Returns the size of a page: 4096 on most machines, not on all.
     *
     * @param libC the C library
     * @return a power of two
     */
    public static int pageSize(LibC libC) {
        return (int) libC.sysconf(SC_PAGESIZE);
    }

    /**
     * Returns the memory.
     *
     * @return a direct buffer in the machine's byte order; not to be touched once this is closed
     */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Unmaps the memory. Idempotent; never throws: munmap(2) of what mmap(2) answered cannot fail. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            int ignored = libC.munmap(address, length);
        }
    }
}
