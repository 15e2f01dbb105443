package dev.lull.internal.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An epoll(7) instance with an eventfd(2) that wakes it. {@link #wake()} is safe from any thread; all else is for the
 * one thread that waits. Waiting allocates nothing.
 */
public final class Epoll implements AutoCloseable {

    /** Something can be read, or the peer ended. */
    public static final int IN = 0x001;
    /** Urgent data stands among what can be read (tcp(7), MSG_OOB). */
    public static final int PRI = 0x002;
    /** Something can be written. */
    public static final int OUT = 0x004;
    /** An error is pending; always reported. */
    public static final int ERR = 0x008;
    /** Both directions are gone; always reported. */
    public static final int HUP = 0x010;
    /** The peer will send nothing more. */
    public static final int RDHUP = 0x2000;
    /** Only wake one of several instances that watch the same descriptor. */
    public static final int EXCLUSIVE = 1 << 28;
    /** Tell of a change once, not of a state again and again. */
    public static final int EDGE = 1 << 31;

    /** What {@link #data} answers for a wake-up. */
    public static final long WOKEN = -1;

    // include/uapi/linux/eventpoll.h
    private static final int CTL_ADD = 1;
    private static final int CTL_DEL = 2;
    private static final int CTL_MOD = 3;
    private static final int MAX_EVENTS = 256;

    /** {@code struct epoll_event} is packed on x86-64 only (include/uapi/linux/eventpoll.h, EPOLL_PACKED). */
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

    private static final int EVENT_LENGTH = PACKED ? 12 : 16;
    private static final int DATA_OFFSET = PACKED ? 4 : 8;

    private final LibC libC;
    private final OwnedDescriptor epoll;
    private final OwnedDescriptor waker;
    private final NativeBuffer events = new NativeBuffer(MAX_EVENTS * EVENT_LENGTH);
    private final ByteBuffer change = ByteBuffer.allocateDirect(EVENT_LENGTH).order(ByteOrder.nativeOrder());
    private final ByteBuffer wakerCount = ByteBuffer.allocateDirect(8);
    private boolean closed;

    /**
     * Makes both descriptors.
     *
     * @param libC the C library
     * @throws SystemCallException if the kernel refuses one of them; nothing is left open then
     */
    public Epoll(LibC libC) throws SystemCallException {
        this.libC = libC;
        this.epoll = new OwnedDescriptor(
                libC,
                SystemCalls.check(libC.epoll_create1(DescriptorFlags.CLOEXEC), "epoll_create1"),
                "epoll instance");
        try {
            this.waker = new OwnedDescriptor(
                    libC,
                    SystemCalls.check(libC.eventfd(0, DescriptorFlags.CLOEXEC | DescriptorFlags.NONBLOCK), "eventfd"),
                    "epoll's eventfd");
        } catch (SystemCallException e) {
            epoll.close();
            throw e;
        }
        try {
            add(waker.number(), IN | EDGE, WOKEN);
        } catch (SystemCallException e) {
            close();
            throw e;
        }
    }

    /**
     * Watches a descriptor. Closing it, where it was not duplicated, ends that too.
     *
     * @param fd the descriptor
     * @param interest the events above, together
     * @param data what {@link #data} answers for it; not {@link #WOKEN}
     * @throws SystemCallException if the kernel refuses, such as with ENOSPC at max_user_watches
     */
    public void add(int fd, int interest, long data) throws SystemCallException {
        control(CTL_ADD, fd, interest, data, "epoll_ctl(EPOLL_CTL_ADD)");
    }

    /**
     * Changes what a descriptor is watched for.
     *
     * @param fd the descriptor
     * @param interest the events above, together
     * @param data what {@link #data} answers for it; not {@link #WOKEN}
     * @throws SystemCallException if the kernel refuses
     */
    public void modify(int fd, int interest, long data) throws SystemCallException {
        control(CTL_MOD, fd, interest, data, "epoll_ctl(EPOLL_CTL_MOD)");
    }

    /**
     * Watches a descriptor no longer.
     *
     * @param fd the descriptor
     * @throws SystemCallException if the kernel refuses
     */
    public void remove(int fd) throws SystemCallException {
        control(CTL_DEL, fd, 0, 0, "epoll_ctl(EPOLL_CTL_DEL)");
    }

    private void control(int operation, int fd, int interest, long data, String call) throws SystemCallException {
        change.putInt(0, interest).putLong(DATA_OFFSET, data);
        SystemCalls.check(libC.epoll_ctl(epoll.number(), operation, fd, change), call);
    }

    /**
     * Waits for events.
     *
     * @param timeoutMillis how long at most; below zero for ever
     * @return how many there are to be asked for by {@link #data} and {@link #events}; 0 also after a signal
     * @throws SystemCallException if the kernel refuses
     */
    public int await(int timeoutMillis) throws SystemCallException {
        int count = libC.epoll_wait(epoll.number(), events.address(), MAX_EVENTS, timeoutMillis);
        if (count < 0) {
            if (SystemCalls.lastErrno() == Errno.EINTR) {
                return 0;
            }
            throw SystemCalls.failed("epoll_wait");
        }
        return count;
    }

    /**
     * Returns which descriptor an event is of.
     *
     * @param index below the latest {@link #await}'s answer
     * @return the number given to {@link #add}, or {@link #WOKEN}
     */
    public long data(int index) {
        return events.bytes().getLong(index * EVENT_LENGTH + DATA_OFFSET);
    }

    /**
     * Returns what happened.
     *
     * @param index below the latest {@link #await}'s answer
     * @return the events above, together
     */
    public int events(int index) {
        return events.bytes().getInt(index * EVENT_LENGTH);
    }

    /** Makes a running or the next {@link #await} return. Does nothing on a closed instance. */
    public synchronized void wake() {
        if (closed) {
            return;
        }
        wakerCount.order(ByteOrder.nativeOrder()).putLong(0, 1).position(0);
        // EAGAIN means that the counter is full, so that the sleeper is being woken anyway.
        long ignored = libC.write(waker.number(), wakerCount, Long.BYTES);
    }

    /** Closes both descriptors, none of those watched. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        waker.close();
        epoll.close();
    }
}
