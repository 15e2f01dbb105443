package dev.lull.spi;

import dev.lull.Subscription;

/**
 * The listeners of one monitor that want to hear of the beginning and the end of use only; see
 * {@link dev.lull.ActivityMonitor#subscribeToUse}. They are called at once and by whoever tells, so that a watcher wakes
 * however long a queue of events is; call {@link #tell} without a lock that they might need. What a listener throws is
 * logged and keeps nobody else from hearing. Safe for use by any thread.
 */
public final class UseListeners {

    private final Subscribers<Runnable> subscribers = new Subscribers<>();

    /** Makes an empty set of listeners. */
    public UseListeners() {}

    /**
     * Adds a listener; the same one twice hears twice.
     *
     * @param listener called at each beginning and end of use from now on
     * @return ends it
     * @throws NullPointerException if {@code listener} is null
     */
    public Subscription add(Runnable listener) {
        return subscribers.add(listener);
    }

    /**
     * Tells whether anybody listens.
     *
     * @return true if there is no listener
     */
    public boolean isEmpty() {
        return subscribers.isEmpty();
    }

    /** Tells every listener. */
    public void tell() {
        subscribers.each(Runnable::run, "use");
    }

    /** Ends all subscriptions. */
    public void clear() {
        subscribers.clear();
    }
}
