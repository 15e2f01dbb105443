package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.BpfCall;
import dev.lull.internal.linux.BpfSystemCall;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.SystemCalls;

/**
 * The way to the kernel.
 *
 * @param libC the C library
 * @param bpf bpf(2), or what a test puts in its place
 */
public record Kernel(LibC libC, BpfCall bpf) {

    /**
     * Loads the C library.
     *
     * @return the way to the kernel
     * @throws NativeAccessException if native code cannot be loaded in this process
     */
    public static Kernel load() throws NativeAccessException {
        LibC libC = SystemCalls.load();
        return new Kernel(libC, new BpfSystemCall(libC));
    }
}
