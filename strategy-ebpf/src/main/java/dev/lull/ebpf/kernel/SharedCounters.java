package dev.lull.ebpf.kernel;

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
public final class SharedCounters {

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
    static final int HOLD_UNTIL = 88;
    static final int BYTES = 96;

    /** The kernel's clock never gets there. */
    private static final long NEVER = Long.MAX_VALUE;

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

    /**
     * Takes one more share.
     *
     * @return this, for the holder of the share
     */
    public SharedCounters share() {
        shares.incrementAndGet();
        return this;
    }

    /**
     * Gives a share back; whoever held it touches this no more.
     */
    public void giveBack() {
        if (shares.decrementAndGet() == 0) {
            memory.close();
        }
    }

    /**
     * Reads how many connections are open.
     *
     * @return the count
     */
    public long open() {
        return get(OPEN);
    }

    /**
     * Reads how many connections have opened since the program was loaded.
     *
     * @return the count
     */
    public long opened() {
        return get(OPENED);
    }

    /**
     * Reads when a connection last opened or closed.
     *
     * @return nanoseconds on the kernel's clock; 0 if none did
     */
    public long lastNanos() {
        return get(LAST);
    }

    /**
     * Reads what the closed connections had received.
     *
     * @return payload bytes
     */
    public long bytesIn() {
        return get(BYTES_IN);
    }

    /**
     * Reads what the closed connections had sent.
     *
     * @return payload bytes
     */
    public long bytesOut() {
        return get(BYTES_OUT);
    }

    /**
     * Reads what found no room in the ring buffer while every event was to be sent.
     *
     * @return the counts
     */
    public Lost lost() {
        return new Lost(get(LOST_OPENED), get(LOST_CLOSED));
    }

    /**
     * Reads how many connections the program could not record.
     *
     * @return the count
     */
    public long missed() {
        return get(MISSED);
    }

    /**
     * Follows an entry that Lull itself added to the open connections or took out of them.
     *
     * @param by the change of the count
     */
    public void changeOpen(int by) {
        long ignored = (long) WORD.getAndAdd(words, OPEN, (long) by);
    }

    /**
     * Writes when a connection last opened or closed.
     *
     * @param kernelNanos on the kernel's clock
     */
    public void happenedAt(long kernelNanos) {
        WORD.setVolatile(words, LAST, kernelNanos);
    }

    /**
     * Has the program send a record of every opening and closing, or no longer.
     *
     * @param send whether to send
     */
    public void sendEveryEvent(boolean send) {
        set(EVERY_EVENT, send);
    }

    /**
     * Has the program wake the reader of the ring buffer when a connection opens, or no longer.
     *
     * @param wake whether to wake
     */
    public void wakeOnOpen(boolean wake) {
        set(WAKE_ON_OPEN, wake);
    }

    /**
     * Has the program wake the reader of the ring buffer when the last connection closes, or no longer.
     *
     * @param wake whether to wake
     */
    public void wakeOnEmpty(boolean wake) {
        set(WAKE_ON_EMPTY, wake);
    }

    /**
     * Has the program that {@link SynHold} attaches hold new connections off.
     *
     * @param kernelNanos until when, on the kernel's clock
     */
    public void holdUntil(long kernelNanos) {
        WORD.setVolatile(words, HOLD_UNTIL, kernelNanos);
    }

    /** Has that program hold new connections off without a limit. */
    public void holdWithoutLimit() {
        holdUntil(NEVER);
    }

    /** Has that program let every connection in. */
    public void holdNobody() {
        holdUntil(0);
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
