package dev.lull.spi;

/** A door's time, apart from the door so that tests can play every order of events. */
interface DoorClock {

    /** Returns nanoseconds since an arbitrary origin. */
    long nanoTime();

    /** Waits on a lock that the caller holds, and that is given away meanwhile. */
    void await(Object lock, long nanos) throws InterruptedException;

    /**
     * Runs a task at some time, in a thread of its own.
     *
     * @param deadlineNanos when, by {@link #nanoTime()}
     * @return prevents it, if it has not begun
     * @throws OutOfMemoryError if there is no thread for it
     */
    Runnable schedule(long deadlineNanos, Runnable task);
}
