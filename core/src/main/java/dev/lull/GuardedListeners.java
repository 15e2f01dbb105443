package dev.lull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Consumer;

/**
 * Calls other people's listeners: each hears all, and what one throws is logged and changes nothing.
 *
 * @param listeners called in this order
 * @param log where it is logged
 * @param goesOn what goes on all the same, for the log
 */
record GuardedListeners<L>(List<L> listeners, Logger log, String goesOn) {

    GuardedListeners {
        listeners = List.copyOf(listeners);
    }

    void each(Consumer<? super L> call) {
        for (L listener : listeners) {
            try {
                call.accept(listener);
            } catch (RuntimeException | LinkageError | AssertionError e) {
                log.log(Level.WARNING, "a listener threw; " + goesOn, e);
            }
        }
    }
}
