package dev.lull.ebpf;

import dev.lull.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CopyOnWriteArrayList;

/** Those who want to hear of the beginning and end of use only. Safe for use by any thread. */
final class UseListeners {

    private static final Logger LOG = System.getLogger(UseListeners.class.getName());

    private final CopyOnWriteArrayList<Entry> entries = new CopyOnWriteArrayList<>();

    /** Compared by identity, so that the same listener twice is two of them. */
    private static final class Entry {
        private final Runnable listener;

        private Entry(Runnable listener) {
            this.listener = listener;
        }
    }

    Subscription add(Runnable listener) {
        Entry entry = new Entry(listener);
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    void tell() {
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

    void clear() {
        entries.clear();
    }
}
