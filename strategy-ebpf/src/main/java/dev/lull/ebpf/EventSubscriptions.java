package dev.lull.ebpf;

import dev.lull.ActivityListener;
import dev.lull.Subscription;
import dev.lull.ebpf.kernel.KernelConnection;
import dev.lull.ebpf.kernel.LiveConnections;
import dev.lull.ebpf.kernel.Lost;
import dev.lull.ebpf.kernel.SharedCounters;
import dev.lull.spi.QueuedListeners;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;

/**
 * Has the kernel program tell of each connection for as long as somebody listens to that, and no longer. Safe for use by
 * any thread.
 */
final class EventSubscriptions {

    private static final Logger LOG = System.getLogger(EventSubscriptions.class.getName());

    private final QueuedListeners listeners;
    private final ConnectionBook book;
    private final LiveConnections live;
    private final SharedCounters counters;
    private final KernelClock clock;
    private final MonitorLoop loop;
    private final ReadersGate gate;

    EventSubscriptions(
            QueuedListeners listeners,
            ConnectionBook book,
            LiveConnections live,
            SharedCounters counters,
            KernelClock clock,
            MonitorLoop loop,
            ReadersGate gate) {
        this.listeners = listeners;
        this.book = book;
        this.live = live;
        this.counters = counters;
        this.clock = clock;
        this.loop = loop;
        this.gate = gate;
    }

    /** Adds a listener. The caller is inside the gate. */
    Subscription add(ActivityListener listener) {
        // The book is this lock: nobody writes into it before what was open until now stands in it.
        synchronized (book) {
            boolean first = listeners.isEmpty();
            Subscription subscription = listeners.add(listener);
            if (first) {
                long since = clock.nowNanos();
                Lost lost = counters.lost();
                counters.sendEveryEvent(true);
                book.begin(listLive(), since, lost);
                loop.wake();
            }
            return () -> end(subscription);
        }
    }

    private Map<Long, KernelConnection> listLive() {
        try {
            return live.list();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the connections cannot be listed: {0}", e.getMessage());
            return Map.of();
        }
    }

    private void end(Subscription subscription) {
        subscription.close(); // waits for what was told until now, and so not in the book
        synchronized (book) {
            if (listeners.isEmpty() && gate.enter()) {
                try {
                    counters.sendEveryEvent(false);
                    book.end();
                    loop.wake(); // what wakes from now on has to be set up
                } finally {
                    gate.leave();
                }
            }
        }
    }
}
