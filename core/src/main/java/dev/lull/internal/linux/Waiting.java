package dev.lull.internal.linux;

import java.nio.ByteBuffer;

/**
 * Sleeps until one of a few descriptors can be read, poll(2), or until {@link #wake()}. The sleeping is for one thread;
 * {@code wake} is for any. Whoever made it closes it, after the sleeping thread's end.
 */
public final class Waiting implements AutoCloseable {

    private static final int POLLFD_BYTES = 8; // struct pollfd: int fd; short events; short revents
    private static final int EVENTS_OFFSET = 4;
    private static final short POLLIN = 1; // include/uapi/asm-generic/poll.h

    private final LibC libC;
    private final OwnedDescriptor wakeUp;
    private final ByteBuffer pollDescriptors;
    private final int count;
    private final ByteBuffer drained = NativeMemory.allocate(Long.BYTES);
    private final ByteBuffer one = NativeMemory.allocate(Long.BYTES);
    private boolean closed;

    private Waiting(LibC libC, OwnedDescriptor wakeUp, OwnedDescriptor... others) {
        this.libC = libC;
        this.wakeUp = wakeUp;
        this.count = 1 + others.length;
        this.pollDescriptors = NativeMemory.allocate(count * POLLFD_BYTES);
        one.putLong(0, 1);
        put(0, wakeUp);
        for (int i = 0; i < others.length; i++) {
            put(i + 1, others[i]);
        }
    }

    /**
     * Makes it ready to sleep.
     *
     * @param libC the C library
     * @param descriptors which to wait for; they stay the caller's, and open for as long as this is
     * @return the new object
     * @throws SystemCallException if no descriptor is left for the waking
     */
    public static Waiting on(LibC libC, OwnedDescriptor... descriptors) throws SystemCallException {
        int number =
                SystemCalls.check(libC.eventfd(0, DescriptorFlags.NONBLOCK | DescriptorFlags.CLOEXEC), "eventfd()");
        return new Waiting(libC, new OwnedDescriptor(libC, number, "wake-up"), descriptors);
    }

    private void put(int index, OwnedDescriptor descriptor) {
        pollDescriptors.putInt(index * POLLFD_BYTES, descriptor.number());
        pollDescriptors.putShort(index * POLLFD_BYTES + EVENTS_OFFSET, POLLIN);
    }

    /**
     * Sleeps.
     *
     * @param timeoutMillis how long at most; below zero for ever. May end early, as when a signal comes
     */
    public void sleep(int timeoutMillis) {
        int ready = libC.poll(pollDescriptors, count, timeoutMillis);
        if (ready > 0) {
            long ignored = libC.read(wakeUp.number(), drained, Long.BYTES);
        }
    }

    /** Ends the sleep under way, or the next one at once. Does nothing once this is closed. */
    public synchronized void wake() {
        if (!closed) { // nor may the number be somebody else's by now
            long ignored = libC.write(wakeUp.number(), one, Long.BYTES);
        }
    }

    /** Frees the descriptor of the waking. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        wakeUp.close();
    }
}
