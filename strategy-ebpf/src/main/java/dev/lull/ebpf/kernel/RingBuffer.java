package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.MappedMemory;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import java.nio.ByteBuffer;

/**
 * The reader's side of a BPF ring buffer (kernel/bpf/ringbuf.c, Documentation/bpf/ringbuf.rst): a page with the
 * consumer's position, a page with the producer's, and the data twice in a row so that no record is cut. For one thread.
 */
public final class RingBuffer implements AutoCloseable {

    private static final int WANTED_BYTES = 1024 * 1024;

    private final OwnedDescriptor descriptor;
    private final MappedMemory consumerPage;
    private final MappedMemory producerPages;
    private final RingReader reader;

    private RingBuffer(OwnedDescriptor descriptor, MappedMemory consumer, MappedMemory producer, int page, int bytes) {
        this.descriptor = descriptor;
        this.consumerPage = consumer;
        this.producerPages = producer;
        this.reader = new RingReader(consumer.buffer(), producer.buffer(), page, bytes);
    }

    /** Returns how large to make the map: a power of two and a multiple of the page size, as the kernel wants it. */
    static int bytes(Kernel kernel) {
        return Math.max(WANTED_BYTES, MappedMemory.pageSize(kernel.libC()));
    }

    /** Maps a ring buffer, which stays the caller's to close after this. */
    static RingBuffer map(Kernel kernel, BpfMap map) throws SystemCallException {
        int page = MappedMemory.pageSize(kernel.libC());
        int bytes = map.shape().entries();
        MappedMemory consumer = MappedMemory.readWrite(kernel.libC(), map.descriptor(), page);
        try {
            MappedMemory producer = MappedMemory.readOnly(kernel.libC(), map.descriptor(), page, page + 2 * bytes);
            return new RingBuffer(map.descriptor(), consumer, producer, page, bytes);
        } catch (SystemCallException e) {
            consumer.close();
            throw e;
        }
    }

    /**
     * Returns what to wait for: it can be read while there is a record.
     *
     * @return the descriptor, which stays the one of the map
     */
    public OwnedDescriptor descriptor() {
        return descriptor;
    }

    /**
     * Hands out each record that is there now, oldest first, until the sink has had enough. Those that come meanwhile are
     * left for the next time, so that a writer without a pause does not keep the reader from everything else.
     *
     * @param sink takes them
     */
    public void drain(RecordSink sink) {
        reader.drain(sink);
    }

    @Override
    public void close() {
        producerPages.close();
        consumerPage.close();
    }

    /** Takes the records. */
    @FunctionalInterface
    public interface RecordSink {

        /**
         * Takes one.
         *
         * @param bytes what holds it, valid only during this call
         * @param at where it begins
         * @return whether more are wanted
         */
        boolean record(ByteBuffer bytes, int at);
    }
}
