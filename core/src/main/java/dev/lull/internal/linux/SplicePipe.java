package dev.lull.internal.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A pipe as splice(2) needs it: pages go from a socket into it and from it into another socket, and are never copied to
 * user space. For one thread; whoever made it closes it.
 */
public final class SplicePipe implements AutoCloseable {

    private static final int O_NONBLOCK_CLOEXEC = 0x80800;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int SPLICE_F_MOVE_NONBLOCK = 3;

    private final LibC libC;
    private final OwnedDescriptor readEnd;
    private final OwnedDescriptor writeEnd;
    private final int readNumber;
    private final int writeNumber;
    private final int capacityBytes;
    private int heldBytes;

    private SplicePipe(LibC libC, int readNumber, int writeNumber, int capacityBytes) {
        this.libC = libC;
        this.readNumber = readNumber;
        this.writeNumber = writeNumber;
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
        SystemCalls.check(libC.pipe2(ends, O_NONBLOCK_CLOEXEC), "pipe2");
        SplicePipe pipe = new SplicePipe(libC, ends.getInt(0), ends.getInt(4), capacityBytes);
        if (libC.fcntl(pipe.writeNumber, F_SETPIPE_SZ, capacityBytes) < capacityBytes) {
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
     * @return how many; 0 at the socket's end; or a negative error number: {@code -EAGAIN} if the socket is empty, or
     *     the pipe is full
     */
    public int fill(int fd) {
        long answer = libC.splice(fd, null, writeNumber, null, capacityBytes - heldBytes, SPLICE_F_MOVE_NONBLOCK);
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
        long answer = libC.splice(readNumber, null, fd, null, heldBytes, SPLICE_F_MOVE_NONBLOCK);
        if (answer < 0) {
            return -SystemCalls.lastErrno();
        }
        heldBytes -= (int) answer;
        return (int) answer;
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
