package dev.lull.uring;

import dev.lull.internal.linux.DescriptorFlags;
import io.netty.channel.uring.IoUringIoOps;

/**
 * The operations that the relay asks of io_uring, as submission queue entries (struct io_uring_sqe and the constants in
 * include/uapi/linux/io_uring.h; io_uring_enter(2)). Netty's own factory methods for them are not public; its constructor
 * is.
 */
final class RingOperation {

    static final byte POLL_ADD = 6;
    static final byte ACCEPT = 13;
    static final byte ASYNC_CANCEL = 14;
    static final byte CONNECT = 16;
    static final byte CLOSE = 19;
    static final byte SEND = 26;
    static final byte RECV = 27;
    static final byte PROVIDE_BUFFERS = 31;
    static final byte SOCKET = 45;

    /** In a completion's flags: the kernel chose a buffer, whose number is in the upper half. */
    private static final int CQE_BUFFER = 1;

    /** In a completion's flags: the same operation will complete again. */
    private static final int CQE_MORE = 1 << 1;

    private static final int CQE_BUFFER_SHIFT = 16;

    private static final byte SQE_BUFFER_SELECT = 1 << 5;
    private static final int CANCEL_ALL = 1;
    private static final int CANCEL_FD = 1 << 1;

    // include/linux/net.h and include/linux/socket.h
    private static final int SOCK_STREAM = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    /** The data of {@link #pollForInput}. */
    static final int FOR_INPUT = 1;

    private static final int POLL_ADD_MULTI = 1;
    private static final int POLLIN = 0x1;
    private static final int POLLERR = 0x8;
    private static final byte NO_FLAGS = 0;
    private static final short NO_PRIORITY = 0;

    private RingOperation() {}

    static boolean completesAgain(int flags) {
        return (flags & CQE_MORE) != 0;
    }

    /** Whether a poll found an error (poll(2), POLLERR). */
    static boolean isBroken(int pollResult) {
        return pollResult > 0 && (pollResult & POLLERR) != 0;
    }

    static boolean hasBuffer(int flags) {
        return (flags & CQE_BUFFER) != 0;
    }

    static int buffer(int flags) {
        return flags >>> CQE_BUFFER_SHIFT;
    }

    /**
     * Makes a blocking socket: io_uring waits for those itself, and answers EAGAIN for one with O_NONBLOCK
     * (io_file_get_flags in io_uring/io_uring.c). Since Linux 5.19.
     */
    static IoUringIoOps socket(int family) {
        return operation(SOCKET, NO_FLAGS, NO_PRIORITY, family, SOCK_STREAM | DescriptorFlags.CLOEXEC, 0, 0, 0, 0);
    }

    /** Accepts one connection; {@code peer} is room of {@link PeerAddresses}. */
    static IoUringIoOps accept(int fd, long peer, int slot) {
        long length = PeerAddresses.lengthOf(peer);
        return operation(ACCEPT, NO_FLAGS, NO_PRIORITY, fd, length, peer, 0, DescriptorFlags.CLOEXEC, slot);
    }

    static IoUringIoOps connect(int fd, long address, int length) {
        return operation(CONNECT, NO_FLAGS, NO_PRIORITY, fd, length, address, 0, 0, 0);
    }

    /** Receives into memory if something is there, else answers EAGAIN. */
    static IoUringIoOps receiveNow(int fd, long address, int length) {
        return operation(RECV, NO_FLAGS, NO_PRIORITY, fd, 0, address, length, MSG_DONTWAIT, 0);
    }

    /** Waits for something to receive, and takes one of a group's buffers only then. */
    static IoUringIoOps receiveSelecting(int fd, short group) {
        return new IoUringIoOps(RECV, SQE_BUFFER_SELECT, NO_PRIORITY, fd, 0, 0, 0, 0, 0L, group, (short) 0, 0, 0);
    }

    /** Sends what the kernel takes at once; EAGAIN if it is nothing. */
    static IoUringIoOps sendNow(int fd, long address, int length) {
        return operation(SEND, NO_FLAGS, NO_PRIORITY, fd, 0, address, length, MSG_NOSIGNAL | MSG_DONTWAIT, 0);
    }

    /** Waits until the kernel takes some of it. */
    static IoUringIoOps send(int fd, long address, int length) {
        return operation(SEND, NO_FLAGS, NO_PRIORITY, fd, 0, address, length, MSG_NOSIGNAL, 0);
    }

    /**
     * Tells of errors and ends, which are told unasked (IO_POLL_UNMASK in io_uring/poll.c), until it is called off: at once
     * of what is there, such as the peer's end, and then of each change.
     */
    static IoUringIoOps pollForTrouble(int fd) {
        return operation(POLL_ADD, NO_FLAGS, NO_PRIORITY, fd, 0, 0, POLL_ADD_MULTI, 0, 0);
    }

    /** Waits for something to receive, and takes no memory for it; {@code data} tells it from the other poll. */
    static IoUringIoOps pollForInput(int fd) {
        return operation(POLL_ADD, NO_FLAGS, NO_PRIORITY, fd, 0, 0, 0, POLLIN, FOR_INPUT);
    }

    /** Calls off all that is under way on a descriptor. Since Linux 5.19. */
    static IoUringIoOps cancelAll(int fd) {
        return operation(ASYNC_CANCEL, NO_FLAGS, NO_PRIORITY, fd, 0, 0, 0, CANCEL_FD | CANCEL_ALL, 0);
    }

    static IoUringIoOps close(int fd) {
        return operation(CLOSE, NO_FLAGS, NO_PRIORITY, fd, 0, 0, 0, 0, 0);
    }

    /** Gives a group so many buffers that lie one behind the other, numbered upwards. */
    static IoUringIoOps provideBuffers(short group, int first, int count, long address, int lengthOfEach) {
        return new IoUringIoOps(
                PROVIDE_BUFFERS,
                NO_FLAGS,
                NO_PRIORITY,
                count,
                first,
                address,
                lengthOfEach,
                0,
                0L,
                group,
                (short) 0,
                0,
                0);
    }

    private static IoUringIoOps operation(
            byte opcode,
            byte flags,
            short priority,
            int fd,
            long offset,
            long address,
            int length,
            int operationFlags,
            int data) {
        return new IoUringIoOps(
                opcode,
                flags,
                priority,
                fd,
                offset,
                address,
                length,
                operationFlags,
                (long) data,
                (short) 0,
                (short) 0,
                0,
                0);
    }
}
