package dev.lull.ebpf;

import dev.lull.ebpf.kernel.KernelConnection;
import dev.lull.ebpf.kernel.LiveConnections;
import dev.lull.ebpf.kernel.SharedCounters;
import dev.lull.internal.linux.SystemCallException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Changes the live connections where the kernel program did not: the count, the time of the last activity and what
 * listeners hear go with it. Safe for use by any thread.
 */
final class Corrections {

    private final LiveConnections live;
    private final SharedCounters counters;
    private final ConnectionBook book;
    private final KernelClock clock;
    private final AtomicLong made = new AtomicLong();

    Corrections(LiveConnections live, SharedCounters counters, ConnectionBook book, KernelClock clock) {
        this.live = live;
        this.counters = counters;
        this.book = book;
        this.clock = clock;
    }

    /** Adds an open connection unless it is there; answers whether it was added. */
    boolean add(long cookie, KernelConnection connection) throws SystemCallException {
        synchronized (book) { // nobody compares the book with the live connections meanwhile
            boolean added = live.add(cookie, connection);
            if (added) {
                made.incrementAndGet();
                counters.changeOpen(1);
                book.added(cookie, connection);
            }
            return added;
        }
    }

    /** Takes out one that has closed; answers whether it was there. */
    boolean remove(long cookie) throws SystemCallException {
        synchronized (book) {
            boolean removed = live.remove(cookie);
            if (removed) {
                made.incrementAndGet();
                counters.happenedAt(clock.nowNanos()); // first: who sees that nobody is left sees since when
                counters.changeOpen(-1);
                book.removed(cookie);
            }
            return removed;
        }
    }

    /** How many connections were added or taken out by now. */
    long made() {
        return made.get();
    }

    /** Nobody saw for a while whether connections came and went: as far as anybody knows, one did just now. */
    void mayHaveHappened() {
        counters.happenedAt(clock.nowNanos());
    }
}
