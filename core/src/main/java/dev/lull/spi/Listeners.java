package dev.lull.spi;

import dev.lull.ActivityListener;
import dev.lull.ConnectionEvent;
import dev.lull.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Keeps the listeners of one monitor. What a listener throws is logged, and the others still hear. Safe for use by any
 * thread; the caller of {@link #tell} sees to the order of events.
 */
public final class Listeners {

    private static final Logger LOG = System.getLogger(Listeners.class.getName());

    private final CopyOnWriteArrayList<Entry> entries = new CopyOnWriteArrayList<>();

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
        Objects.requireNonNull(listener, "listener");
        Entry entry = new Entry(listener);
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    /**
     * Tells whether anybody listens, so that events need not be made for nobody.
     *
     * @return true if there is no listener
     */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /**
     * Tells every listener.
     *
     * @param event what happened
     */
    public void tell(ConnectionEvent event) {
        each(listener -> listener.onEvent(event), event);
    }

    /**
     * Tells every listener that events could not be told one by one.
     *
     * @param opened how many connections opened without being told
     * @param closed how many closed without being told
     */
    public void tellUntold(long opened, long closed) {
        each(listener -> listener.onUntold(opened, closed), "what was not told");
    }

    private void each(Consumer<ActivityListener> call, Object about) {
        for (Entry entry : entries) {
            try {
                call.accept(entry.listener);
            } catch (VirtualMachineError e) {
                throw e;
            } catch (Throwable e) { // also the checked exceptions of listeners in languages that do not check them
                LOG.log(Level.WARNING, "a listener threw on " + about + "; watching goes on", e);
            }
        }
    }

    /** Ends all subscriptions. */
    public void clear() {
        entries.clear();
    }

    /** One subscription. Compared by identity, so that the same listener twice is two of them. */
    private static final class Entry {
        private final ActivityListener listener;

        private Entry(ActivityListener listener) {
            this.listener = listener;
        }
    }
}
