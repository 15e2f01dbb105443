package dev.lull.ebpf;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets any number of threads in until it is shut, and lets the one who shuts it wait until all are out: what is behind it
 * can then be freed. Coming in costs two atomic additions and no lock, so that readers who never pause cannot keep the
 * one who shuts waiting.
 */
final class ReadersGate {

    private static final long PAUSE_NANOS = 20_000;

    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean shut;

    /** Comes in, or answers false if it is shut. Who came in leaves. */
    boolean enter() {
        inside.incrementAndGet();
        if (shut) {
            leave();
            return false;
        }
        return true;
    }

    void leave() {
        inside.decrementAndGet();
    }

    /** Shuts the gate and waits until nobody is inside. */
    void shut() {
        shut = true;
        while (inside.get() != 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
