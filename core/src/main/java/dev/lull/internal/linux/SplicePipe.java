package dev.lull.internal.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A pipe as splice(2) needs it: pages go from a socket into it and from it into another socket, and are never copied to
 * user space. For one thread; whoever made it closes it.
 */
public final class SplicePipe implements AutoCloseable {

    // include/uapi/linux/fcntl.h and include/linux/splice.h
    private static final int F_SETPIPE_SZ = 1024 + 7;
    private static final int SPLICE_F_MOVE = 1;
    private static final int SPLICE_F_NONBLOCK = 2;

    private final LibC libC;
    private final OwnedDescriptor readEnd;
    private final OwnedDescriptor writeEnd;
    private final int capacityBytes;
    private int heldBytes;

    private SplicePipe(LibC libC, int readNumber, int writeNumber, int capacityBytes) {
        this.libC = libC;
        this.readEnd = new OwnedDescriptor(libC, readNumber, "splice pipe's read end");
        this.writeEnd = new OwnedDescriptor(libC, writeNumber, "splice pipe's write end");
        this.capacityBytes = capacityBytes;
    }

    /**
     * Opens a pipe.
     *
     * @param libC the C library
     * @param capacityBytes how much it should hold; an unprivileged user's pipes together may hold no more than
     *     /proc/sys/fs/pipe-user-pages-soft allows (pipe(7))
     * @return the pipe, of the capacity asked for
     * @throws SystemCallException if there is no descriptor or no room left; nothing is left open then
     */
    public static SplicePipe open(LibC libC, int capacityBytes) throws SystemCallException {
        ByteBuffer ends = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        SystemCalls.check(libC.pipe2(ends, DescriptorFlags.NONBLOCK | DescriptorFlags.CLOEXEC), "pipe2");
        SplicePipe pipe = new SplicePipe(libC, ends.getInt(0), ends.getInt(4), capacityBytes);
        if (libC.fcntl(pipe.writeEnd.number(), F_SETPIPE_SZ, capacityBytes) < capacityBytes) {
            SystemCallException refused = SystemCalls.failed("fcntl(F_SETPIPE_SZ, " + capacityBytes + ")");
            pipe.close();
            throw refused;
        }
        return pipe;
    }

    /**
     * Moves bytes from a socket into this pipe, as many as there are and as it has room for.
     *
     * @param fd the socket's descriptor
     * @return how many; 0 at the socket's end, and also before urgent data that an end follows (tcp_splice_read in
     *     net/ipv4/tcp.c); or a negative error number: {@code -EAGAIN} if the socket is empty, the pipe is full, or
     *     urgent data comes next. Other errors are told once: they are not pending on the socket afterwards
     */
    public int fill(int fd) {
        int flags = SPLICE_F_MOVE | SPLICE_F_NONBLOCK;
        long answer = libC.splice(fd, null, writeEnd.number(), null, capacityBytes - heldBytes, flags);
        if (answer < 0) {
            return -SystemCalls.lastErrno();
        }
        heldBytes += (int) answer;
        return (int) answer;
    }

    /**
     * Moves bytes from this pipe to a socket, as many as it takes.
     *
     * @param fd the socket's descriptor
     * @return how many, or a negative error number
     */
    public int drain(int fd) {
        int flags = SPLICE_F_MOVE | SPLICE_F_NONBLOCK;
        long answer = libC.splice(readEnd.number(), null, fd, null, heldBytes, flags);
        if (answer < 0) {
            return -SystemCalls.lastErrno();
        }
        heldBytes -= (int) answer;
        return (int) answer;
    }

    /**
     * Copies what waits in this pipe into memory, and empties it.
     *
     * @param into a direct buffer, from whose position on there is room for {@link #heldBytes()}; moved behind them
     * @throws SystemCallException if the kernel refuses; the rest is still in this pipe then
     */
    public void readInto(ByteBuffer into) throws SystemCallException {
        while (heldBytes > 0) {
            int count = (int) SystemCalls.check(libC.read(readEnd.number(), into, heldBytes), "read(splice pipe)");
            into.position(into.position() + count);
            heldBytes -= count;
        }
    }

    /**
     * Returns how many bytes wait in this pipe.
     *
     * @return 0 or more
     */
    public int heldBytes() {
        return heldBytes;
    }

    /**
     * Returns how many bytes fit.
     *
     * @return above zero
     */
    public int capacityBytes() {
        return capacityBytes;
    }

    /** Closes both ends, with what is in it. Idempotent. */
    @Override
    public void close() {
        writeEnd.close();
        readEnd.close();
    }
}
