package dev.lull.ebpf;

import dev.lull.ebpf.kernel.CloseStack;
import dev.lull.ebpf.kernel.EventRecord;
import dev.lull.ebpf.kernel.LiveConnections;
import dev.lull.ebpf.kernel.Lost;
import dev.lull.ebpf.kernel.RingBuffer;
import dev.lull.ebpf.kernel.SharedCounters;
import dev.lull.internal.linux.Waiting;
import dev.lull.spi.QueuedListeners;
import dev.lull.spi.UseListeners;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A monitor's own thread. It sleeps until the kernel program wakes it, tells the listeners what that says, and compares
 * the count with the kernel's list of sockets now and then. Between the first connection's opening and the last one's
 * closing it is woken only for those who listen to each event.
 */
final class MonitorLoop implements Runnable {

    private static final Logger LOG = System.getLogger(MonitorLoop.class.getName());

    /** After a change of use was told, the next one is not looked for sooner: a flapping service must not cost more. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    /** How often connections are looked for of whose end the kernel will not tell. */
    private static final long FOLLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How often the counters are looked at where nothing wakes. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final LiveConnections live;
    private final SharedCounters counters;
    private final Optional<RingBuffer> ring;
    private final Waiting waiting;
    private final Upkeep upkeep;
    private final ConnectionBook book;
    private final QueuedListeners listeners;
    private final UseListeners useListeners;
    private final long reconcileNanos;

    private volatile boolean stopping;
    private volatile boolean corrected;
    private volatile Optional<String> endedBecause = Optional.empty();

    // Of the loop's own thread.
    private boolean toldInUse;
    private long toldOpened = -1;
    private long quietUntilNanos;
    private long upkeepAtNanos;
    private long followAtNanos = System.nanoTime();
    private final Pacing pacing = new Pacing(followAtNanos);

    MonitorLoop(
            LiveConnections live,
            SharedCounters counters,
            Optional<RingBuffer> ring,
            Waiting waiting,
            Upkeep upkeep,
            ConnectionBook book,
            QueuedListeners listeners,
            UseListeners useListeners,
            Duration reconcileInterval) {
        this.live = live;
        this.counters = counters;
        this.ring = ring;
        this.waiting = waiting;
        this.upkeep = upkeep;
        this.book = book;
        this.listeners = listeners;
        this.useListeners = useListeners;
        this.reconcileNanos = reconcileInterval.toNanos();
        this.quietUntilNanos = System.nanoTime();
        this.upkeepAtNanos = quietUntilNanos + reconcileNanos;
    }

    /** Ends the loop soon. */
    void stop() {
        stopping = true;
        waiting.wake();
    }

    /** Lets the loop look at once. */
    void wake() {
        waiting.wake();
    }

    /**
     * Lets the loop look at once, as the live connections were corrected: no event tells of that, and use may have begun
     * by it, or begun and ended. There may also be connections now of whose end the kernel will not tell.
     */
    void corrected() {
        corrected = true;
        waiting.wake();
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                waiting.sleep(sleepMillis(System.nanoTime()));
                if (!stopping) {
                    turn();
                }
                if (!listeners.isEmpty()) {
                    LockSupport.parkNanos(pacing.pauseAfterWaking(System.nanoTime()));
                }
            }
        } catch (RuntimeException | Error e) {
            endedBecause = Optional.of("the thread that hears the kernel program has ended: " + e);
            LOG.log(Level.ERROR, "nothing is told any more, and looks are unreadable", e);
        } finally {
            CloseStack closing = new CloseStack();
            closing.add(counters::giveBack);
            closing.add(waiting::close);
            ring.ifPresent(buffer -> closing.add(buffer::close));
            closing.close();
        }
    }

    /** Why this loop has ended before it was stopped, if so. */
    Optional<String> endedBecause() {
        return endedBecause;
    }

    private void turn() {
        try {
            drain();
            tellWhatMustHaveHappened();
            if (!stopping && System.nanoTime() - upkeepTime() >= 0) {
                upkeepAtNanos = System.nanoTime() + reconcileNanos;
                followAtNanos = System.nanoTime() + FOLLOW_NANOS;
                upkeep.runReportingFailure();
            }
        } catch (IOException | RuntimeException e) {
            if (!stopping) {
                LOG.log(Level.WARNING, "what the kernel program did not tell cannot be found out; watching goes on", e);
            }
        }
        if (!stopping) {
            tellOfUse(System.nanoTime());
        }
    }

    private long upkeepTime() {
        boolean sooner = upkeep.followsSome() && followAtNanos - upkeepAtNanos < 0;
        return sooner ? followAtNanos : upkeepAtNanos;
    }

    private void drain() {
        ring.ifPresent(buffer -> buffer.drain(this::take));
    }

    private boolean take(ByteBuffer bytes, int at) {
        if (!EventRecord.onlyWakes(bytes, at) && !listeners.isEmpty()) {
            book.record(EventRecord.read(bytes, at));
        }
        return !stopping;
    }

    /** Records are lost where the ring was full, and all of them where there is none. */
    private void tellWhatMustHaveHappened() throws IOException {
        if (stopping || listeners.isEmpty()) {
            return;
        }
        Lost lost = counters.lost();
        if (book.mustMatch(lost)) {
            Set<Long> gone = book.goneFrom(live.list());
            drain(); // the record of one that went since the ring was drained says what it carried
            synchronized (book) { // nobody corrects the live connections between the list and the comparison
                book.match(live.list(), gone, lost);
            }
        }
        book.tellUntold();
    }

    private void tellOfUse(long now) {
        if (useListeners.isEmpty() || now - quietUntilNanos < 0) {
            return;
        }
        boolean somebodyWas = corrected; // read before the count, which was corrected before it was set
        corrected = false;
        boolean inUse = counters.open() > 0;
        long opened = counters.opened();
        boolean cameAndWent = !inUse && (opened != toldOpened || somebodyWas);
        if (inUse != toldInUse || cameAndWent) {
            toldInUse = inUse;
            toldOpened = opened;
            useListeners.tell();
            quietUntilNanos = System.nanoTime() + QUIET_NANOS;
            return;
        }
        toldOpened = opened;
        counters.wakeOnOpen(!inUse);
        counters.wakeOnEmpty(inUse);
        boolean changedMeanwhile = (counters.open() > 0) != inUse || (!inUse && counters.opened() != opened);
        if (changedMeanwhile) {
            waiting.wake();
        }
    }

    private int sleepMillis(long now) {
        long nanos = upkeepTime() - now;
        if (!useListeners.isEmpty() && quietUntilNanos - now > 0) {
            nanos = Math.min(nanos, quietUntilNanos - now);
        }
        if (ring.isEmpty() && !(listeners.isEmpty() && useListeners.isEmpty())) {
            nanos = Math.min(nanos, POLL_NANOS);
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(Math.max(0, nanos) + TimeUnit.MILLISECONDS.toNanos(1) - 1);
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }
}
