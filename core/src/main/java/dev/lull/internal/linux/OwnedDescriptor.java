package dev.lull.internal.linux;

import java.util.concurrent.atomic.AtomicInteger;

/** The one owner of a file descriptor. Safe for use by any thread; whoever made it closes it. */
public final class OwnedDescriptor implements AutoCloseable {

    private static final int CLOSED = -1;

    private final LibC libC;
    private final AtomicInteger number;
    private final String what;

    /**
     * Takes ownership.
     *
     * @param libC the C library
     * @param number an open file descriptor that nobody else closes
     * @param what what it is, for messages
     */
    public OwnedDescriptor(LibC libC, int number, String what) {
        this.libC = libC;
        this.number = new AtomicInteger(number);
        this.what = what;
    }

    /**
     * Returns the descriptor for a system call. It stays this object's own.
     *
     * @return the number
     * @throws IllegalStateException if it is closed
     */
    public int number() {
        int open = number.get();
        if (open == CLOSED) {
            throw new IllegalStateException(what + " is closed");
        }
        return open;
    }

    /** Closes the descriptor. Idempotent; never throws: close(2) frees the number whatever it answers. */
    @Override
    public void close() {
        int open = number.getAndSet(CLOSED);
        if (open != CLOSED) {
            int ignored = libC.close(open);
        }
    }

    @Override
    public String toString() {
        int open = number.get();
        return what + (open == CLOSED ? " (closed)" : " (descriptor " + open + ")");
    }
}
