package dev.lull.spi;

import dev.lull.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The listeners of one monitor that want to hear of the beginning and the end of use only; see
 * {@link dev.lull.ActivityMonitor#subscribeToUse}. They are called at once and by whoever tells, so that a watcher wakes
 * however long a queue of events is; call {@link #tell} without a lock that they might need. What a listener throws is
 * logged and keeps nobody else from hearing. Safe for use by any thread.
 */
public final class UseListeners {

    private static final Logger LOG = System.getLogger(UseListeners.class.getName());

    private final CopyOnWriteArrayList<Entry> entries = new CopyOnWriteArrayList<>();

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
        Entry entry = new Entry(Objects.requireNonNull(listener, "listener"));
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    /**
     * Tells whether anybody listens.
     *
     * @return true if there is no listener
     */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Tells every listener. */
    public void tell() {
        for (Entry entry : entries) {
            try {
                entry.listener.run();
            } catch (VirtualMachineError e) {
                throw e;
            } catch (Throwable e) { // also the checked exceptions of listeners in languages that do not check them
                LOG.log(Level.WARNING, "a listener threw; watching goes on", e);
            }
        }
    }

    /** Ends all subscriptions. */
    public void clear() {
        entries.clear();
    }

    /** One subscription. Compared by identity, so that the same listener twice is two of them. */
    private static final class Entry {
        private final Runnable listener;

        private Entry(Runnable listener) {
            this.listener = listener;
        }
    }
}
