package dev.lull.spi;

import dev.lull.ActivityListener;
import dev.lull.ConnectionEvent;
import dev.lull.Subscription;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
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

    /** About 4 MB of events at the most. */
    static final int CAPACITY = 16_384;

    /** How long an end waits for a listener that is being told. */
    private static final long PATIENCE_MILLIS = 1_000;

    private final String threadName;
    private final Listeners listeners = new Listeners();
    private final Queue<Runnable> queue = new ArrayDeque<>();
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
        queue.add(() -> late.hears = true); // not what was told before and waits still
        Subscription subscription = listeners.add(late);
        if (thread == null && !closed) {
            thread = new Thread(this::run, threadName);
            thread.setDaemon(true);
            thread.start();
        }
        notifyAll();
        return () -> end(subscription);
    }

    private void end(Subscription subscription) {
        CountDownLatch told = new CountDownLatch(1);
        synchronized (this) {
            if (closed || Thread.currentThread() == thread) {
                told.countDown();
            } else {
                queue.add(told::countDown);
                notifyAll();
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
        queue.add(() -> listeners.tell(event));
        notifyAll();
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
        notifyAll();
    }

    private void queueUntold() {
        long opened = untoldOpened;
        long closedOnes = untoldClosed;
        if (opened + closedOnes > 0) {
            untoldOpened = 0;
            untoldClosed = 0;
            queue.add(() -> listeners.tellUntold(opened, closedOnes));
        }
    }

    private void run() {
        for (Runnable next = next(); next != null; next = next()) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        while (!closed) {
            if (queue.isEmpty()) {
                queueUntold();
            }
            Runnable first = queue.poll();
            if (first != null) {
                return first;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                return null;
            }
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
