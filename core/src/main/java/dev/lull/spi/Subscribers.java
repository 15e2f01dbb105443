package dev.lull.spi;

import dev.lull.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Keeps the subscriptions of one monitor. What a subscriber throws is logged, and the others still hear. Safe for use by any
 * thread.
 *
 * @param <T> the kind of listener
 */
final class Subscribers<T> {

    private static final Logger LOG = System.getLogger(Subscribers.class.getName());

    private final CopyOnWriteArrayList<Entry<T>> entries = new CopyOnWriteArrayList<>();

    /** Adds a subscriber; the same one twice hears twice. */
    Subscription add(T listener) {
        Entry<T> entry = new Entry<>(Objects.requireNonNull(listener, "listener"));
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /**
     * Calls every subscriber.
     *
     * @param about what is told, for the log
     */
    void each(Consumer<T> call, Object about) {
        for (Entry<T> entry : entries) {
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
    void clear() {
        entries.clear();
    }

    /** One subscription. Compared by identity, so that the same listener twice is two of them. */
    private static final class Entry<T> {
        private final T listener;

        private Entry(T listener) {
            this.listener = listener;
        }
    }
}
