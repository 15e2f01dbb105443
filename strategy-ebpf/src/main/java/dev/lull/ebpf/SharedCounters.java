package dev.lull.ebpf;

import dev.lull.internal.linux.MappedMemory;
import dev.lull.internal.linux.SystemCallException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The memory that the kernel program and Lull share: {@code struct shared} of lull.bpf.c. Reading it is a plain load.
 * Safe for use by any thread that holds a share: it is unmapped when the last share is given back, and touching it after
 * that would crash the JVM.
 */
final class SharedCounters {

    static final int OPEN = 0;
    static final int OPENED = 8;
    static final int LAST = 16;
    static final int BYTES_IN = 24;
    static final int BYTES_OUT = 32;
    static final int LOST_OPENED = 40;
    static final int MISSED = 48;
    static final int LOST_CLOSED = 56;
    static final int EVERY_EVENT = 64;
    static final int WAKE_ON_OPEN = 72;
    static final int WAKE_ON_EMPTY = 80;
    static final int BYTES = 88;

    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final MappedMemory memory;
    private final ByteBuffer words;
    private final AtomicInteger shares = new AtomicInteger(1);

    private SharedCounters(MappedMemory memory) {
        this.memory = memory;
        this.words = memory.buffer();
    }

    /** Maps the counters; the one who does holds the first share. */
    static SharedCounters map(Kernel kernel, BpfMap map) throws SystemCallException {
        int page = MappedMemory.pageSize(kernel.libC());
        return new SharedCounters(MappedMemory.readWrite(kernel.libC(), map.descriptor(), page));
    }

    SharedCounters share() {
        shares.incrementAndGet();
        return this;
    }

    void giveBack() {
        if (shares.decrementAndGet() == 0) {
            memory.close();
        }
    }

    long open() {
        return get(OPEN);
    }

    long opened() {
        return get(OPENED);
    }

    /** When a connection last opened or closed, on the kernel's clock; 0 if none did. */
    long lastNanos() {
        return get(LAST);
    }

    long bytesIn() {
        return get(BYTES_IN);
    }

    long bytesOut() {
        return get(BYTES_OUT);
    }

    /** What found no room in the ring buffer while every event was to be sent. */
    Lost lost() {
        return new Lost(get(LOST_OPENED), get(LOST_CLOSED));
    }

    long missed() {
        return get(MISSED);
    }

    /** Follows an entry that Lull itself added to the open connections or took out of them. */
    void changeOpen(int by) {
        long ignored = (long) WORD.getAndAdd(words, OPEN, (long) by);
    }

    void happenedAt(long kernelNanos) {
        WORD.setVolatile(words, LAST, kernelNanos);
    }

    void sendEveryEvent(boolean send) {
        set(EVERY_EVENT, send);
    }

    void wakeOnOpen(boolean wake) {
        set(WAKE_ON_OPEN, wake);
    }

    void wakeOnEmpty(boolean wake) {
        set(WAKE_ON_EMPTY, wake);
    }

    private void set(int offset, boolean on) {
        long word = on ? 1 : 0;
        WORD.setVolatile(words, offset, word);
        VarHandle.fullFence(); // the caller looks at the count again: the program looks here after it has counted
    }

    private long get(int offset) {
        return (long) WORD.getVolatile(words, offset);
    }
}
