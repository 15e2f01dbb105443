package dev.lull.spi;

import dev.lull.ActivityListener;
import dev.lull.ConnectionEvent;
import dev.lull.Subscription;

/**
 * Keeps the listeners of one monitor. What a listener throws is logged, and the others still hear. Safe for use by any
 * thread; the caller of {@link #tell} sees to the order of events.
 */
public final class Listeners {

    private final Subscribers<ActivityListener> subscribers = new Subscribers<>();

    /** Makes an empty set of listeners. */
    public Listeners() {}

    /**
     * Adds a listener; the same one twice hears twice.
     *
     * @param listener hears every event from now on
     * @return ends it
     * @throws NullPointerException if {@code listener} is null
     */
    public Subscription add(ActivityListener listener) {
        return subscribers.add(listener);
    }

    /**
     * Tells whether anybody listens, so that events need not be made for nobody.
     *
     * @return true if there is no listener
     */
    public boolean isEmpty() {
        return subscribers.isEmpty();
    }

    /**
     * Tells every listener.
     *
     * @param event what happened
     */
    public void tell(ConnectionEvent event) {
        subscribers.each(listener -> listener.onEvent(event), event);
    }

    /**
     * Tells every listener that events could not be told one by one.
     *
     * @param opened how many connections opened without being told
     * @param closed how many closed without being told
     */
    public void tellUntold(long opened, long closed) {
        subscribers.each(listener -> listener.onUntold(opened, closed), "what was not told");
    }

    /** Ends all subscriptions. */
    public void clear() {
        subscribers.clear();
    }
}
