package dev.lull.spi;

import dev.lull.ActivityListener;
import dev.lull.ConnectionEvent;
import dev.lull.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of a monitor that must not wait for them: events go in order through a bounded queue to a thread of its
 * own. When the queue is full, events are dropped and counted, and {@link ActivityListener#onUntold} tells how many in
 * their place. A listener may call the monitor and close it; one that never returns keeps the others from hearing, and
 * nothing else. Safe for use by any thread; the caller of {@link #tell} sees to the order of events.
 */
public final class QueuedListeners implements AutoCloseable {

    private static final Logger LOG = System.getLogger(QueuedListeners.class.getName());

    /** About 4 MB of events at the most. */
    static final int CAPACITY = 16_384;

    /** How long an end waits for a listener that is being told. */
    private static final long PATIENCE_MILLIS = 1_000;

    /**
     * How long the thread gathers events after it has told some: to wake it for each of many thousand a second would cost
     * those who tell them more than the events themselves.
     */
    private static final long GATHERING_MILLIS = 1;

    private static final long FOR_EVER = 0; // of Object.wait

    private final String threadName;
    private final Listeners listeners = new Listeners();

    /** Events, and what else is to be done between two of them. */
    private final ArrayDeque<Object> queue = new ArrayDeque<>();

    private boolean threadSleeps; // until it is notified
    private long untoldOpened;
    private long untoldClosed;
    private @Nullable Thread thread;
    private boolean closed;

    /**
     * Makes an empty set of listeners; the thread starts with the first one.
     *
     * @param threadName names the thread
     * @throws NullPointerException if {@code threadName} is null
     */
    public QueuedListeners(String threadName) {
        this.threadName = Objects.requireNonNull(threadName, "threadName");
    }

    /**
     * Adds a listener; the same one twice hears twice.
     *
     * @param listener hears every event that is told from now on
     * @return ends it, once it has heard what was told until then; waits for that a second at most, and not at all on the
     *     thread of the listeners
     * @throws NullPointerException if {@code listener} is null
     */
    public synchronized Subscription add(ActivityListener listener) {
        Objects.requireNonNull(listener, "listener");
        LateListener late = new LateListener(listener);
        put((Runnable) () -> late.hears = true); // not what was told before and waits still
        Subscription subscription = listeners.add(late);
        if (thread == null && !closed) {
            thread = new Thread(this::run, threadName);
            thread.setDaemon(true);
            thread.start();
        }
        return () -> end(subscription);
    }

    private void end(Subscription subscription) {
        CountDownLatch told = new CountDownLatch(1);
        synchronized (this) {
            if (closed || Thread.currentThread() == thread) {
                told.countDown();
            } else {
                put((Runnable) told::countDown);
            }
        }
        try {
            boolean ignored = told.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        subscription.close();
    }

    /**
     * Tells whether anybody listens, so that events need not be made for nobody.
     *
     * @return true if there is no listener
     */
    public boolean isEmpty() {
        return listeners.isEmpty();
    }

    /**
     * Has an event told, or counted if the queue is full. Never waits.
     *
     * @param event what happened
     */
    public synchronized void tell(ConnectionEvent event) {
        if (listeners.isEmpty() || closed) {
            return;
        }
        if (queue.size() >= CAPACITY) {
            boolean opened = event instanceof ConnectionEvent.Opened;
            untold(opened ? 1 : 0, opened ? 0 : 1);
            return;
        }
        queueUntold();
        put(event);
    }

    private void put(Object next) {
        queue.add(next);
        wake();
    }

    private void wake() {
        if (threadSleeps) {
            threadSleeps = false;
            notifyAll();
        }
    }

    /**
     * Has it told that events got lost before they came here.
     *
     * @param opened how many connections opened without being told
     * @param closed how many closed without being told
     */
    public synchronized void untold(long opened, long closed) {
        untoldOpened += opened;
        untoldClosed += closed;
        wake();
    }

    private void queueUntold() {
        long opened = untoldOpened;
        long closedOnes = untoldClosed;
        if (opened + closedOnes > 0) {
            untoldOpened = 0;
            untoldClosed = 0;
            queue.add((Runnable) () -> listeners.tellUntold(opened, closedOnes));
        }
    }

    private void run() {
        for (Object next = next(); next != null; next = next()) {
            try {
                if (next instanceof ConnectionEvent event) {
                    listeners.tell(event);
                } else {
                    ((Runnable) next).run();
                }
            } catch (VirtualMachineError e) { // no memory now: the next event may find some
                LOG.log(Level.ERROR, "an event could not be told; watching goes on", e);
            }
        }
    }

    /** Answers null once closed. */
    private synchronized @Nullable Object next() {
        for (boolean gathered = false; !closed; ) {
            if (queue.isEmpty()) {
                queueUntold();
            }
            Object first = queue.poll();
            if (first != null) {
                return first;
            }
            try {
                threadSleeps = gathered;
                wait(gathered ? FOR_EVER : GATHERING_MILLIS);
            } catch (InterruptedException e) {
                continue; // a listener's doing: only close ends the telling
            }
            gathered = true;
        }
        return null;
    }

    /** Ends all subscriptions and the thread; what is not told by now never is. Idempotent. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            listeners.clear();
            queue.clear();
            threadSleeps = false;
            notifyAll();
            running = thread;
        }
        if (running != null && running != Thread.currentThread()) {
            try {
                running.join(PATIENCE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Hears nothing before its turn in the queue has come. */
    private static final class LateListener implements ActivityListener {
        private final ActivityListener listener;
        private boolean hears; // for the thread of the listeners alone

        private LateListener(ActivityListener listener) {
            this.listener = listener;
        }

        @Override
        public void onEvent(ConnectionEvent event) {
            if (hears) {
                listener.onEvent(event);
            }
        }

        @Override
        public void onUntold(long opened, long closed) {
            if (hears) {
                listener.onUntold(opened, closed);
            }
        }
    }
}
