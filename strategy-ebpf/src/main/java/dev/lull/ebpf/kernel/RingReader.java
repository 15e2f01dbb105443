package dev.lull.ebpf.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads what is in a BPF ring buffer (kernel/bpf/ringbuf.c). Each record begins with its length, of which two bits say that
 * it is being written or was given up; records begin at multiples of 8. For one thread.
 */
final class RingReader {

    /** BPF_RINGBUF_HDR_SZ: the length, and the page that the kernel needs. */
    static final int HEADER_BYTES = 8;

    /** BPF_RINGBUF_BUSY_BIT. */
    static final int BUSY = 1 << 31;

    /** BPF_RINGBUF_DISCARD_BIT. */
    static final int DISCARDED = 1 << 30;

    private static final VarHandle POSITION =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle HEADER = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final ByteBuffer consumer;
    private final ByteBuffer producer;
    private final int dataOffset;
    private final int mask;

    /**
     * Makes one.
     *
     * @param consumer begins with the position up to which records were taken
     * @param producer begins with the position up to which there are records
     * @param dataOffset where in {@code producer} the data is, twice in a row
     * @param bytes how much that is, once; a power of two
     */
    RingReader(ByteBuffer consumer, ByteBuffer producer, int dataOffset, int bytes) {
        this.consumer = consumer;
        this.producer = producer;
        this.dataOffset = dataOffset;
        this.mask = bytes - 1;
    }

    /** Does what {@link RingBuffer#drain} says. Whatever a length says, it does not go on behind the producer. */
    void drain(RingBuffer.RecordSink sink) {
        long position = (long) POSITION.getOpaque(consumer, 0);
        long end = (long) POSITION.getAcquire(producer, 0);
        while (position < end) {
            int at = dataOffset + (int) (position & mask);
            int header = (int) HEADER.getAcquire(producer, at);
            if ((header & BUSY) != 0) {
                return; // being written; its end wakes
            }
            int length = header & ~(BUSY | DISCARDED);
            boolean goOn = (header & DISCARDED) != 0 || sink.record(producer, at + HEADER_BYTES);
            position = Math.min(end, position + ((HEADER_BYTES + length + Long.BYTES - 1) & -Long.BYTES));
            POSITION.setRelease(consumer, 0, position);
            if (!goOn) {
                return;
            }
        }
    }
}
