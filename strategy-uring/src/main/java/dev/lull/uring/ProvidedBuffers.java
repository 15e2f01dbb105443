package dev.lull.uring;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.Buffer;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Small buffers of one loop out of which the kernel takes one when a connection has something to receive, and not
 * before: an idle connection holds none. They are given by {@code IORING_OP_PROVIDE_BUFFERS}, many at a time, in the same
 * system call as everything else. (A registered buffer ring would save that entry; but Netty refills its rings only from
 * within its own package.) Each is given back within a turn: what a receiver does not take at once is copied out. For
 * the loop's thread alone.
 */
final class ProvidedBuffers implements IoUringIoHandle {

    static final int SIZE = 4 * 1024;
    static final short GROUP = 1;
    private static final int COUNT = 128;

    private final UringLoop loop;
    private final IoRegistration registration;
    private final ProvidedChunk[] chunks = new ProvidedChunk[COUNT];
    private final BitSet returned = new BitSet(COUNT);
    private final long address;
    private int inKernel;

    ProvidedBuffers(UringLoop loop) {
        this.loop = loop;
        ByteBuffer all = ByteBuffer.allocateDirect(COUNT * SIZE);
        this.address = Buffer.memoryAddress(all);
        for (int i = 0; i < COUNT; i++) {
            chunks[i] = new ProvidedChunk(all.slice(i * SIZE, SIZE), address + (long) i * SIZE, i);
        }
        this.registration = loop.register(this);
        returned.set(0, COUNT);
        restock();
    }

    /** The one that the kernel has filled. */
    ProvidedChunk filled(int number, int length) {
        ProvidedChunk chunk = chunks[number];
        inKernel--;
        chunk.start = 0;
        chunk.end = length;
        return chunk;
    }

    void giveBack(ProvidedChunk chunk) {
        returned.set(chunk.number);
    }

    /** Whether the kernel is to get some back before it waits. */
    boolean isLow() {
        return inKernel < COUNT / 2 && !returned.isEmpty();
    }

    /** Gives the kernel back what was given back. */
    void restock() {
        for (int first = returned.nextSetBit(0); first >= 0; first = returned.nextSetBit(first)) {
            int end = returned.nextClearBit(first);
            registration.submit(
                    RingOperation.provideBuffers(GROUP, first, end - first, address + (long) first * SIZE, SIZE));
            inKernel += end - first;
            returned.clear(first, end);
        }
    }

    @Override
    public void handle(IoRegistration ignored, IoEvent event) {
        int result = ((IoUringIoEvent) event).res();
        if (result < 0) {
            loop.breakWith(Failure.of("io_uring takes no buffers", result));
        }
    }

    @Override
    public void close() throws IOException {
        boolean ignored = registration.cancel();
    }
}
