package dev.lull;

/** Hears of connections that open and close; see {@link ActivityMonitor#subscribe}. */
@FunctionalInterface
public interface ActivityListener {

    /**
     * Called for each event, in order, by a thread of the monitor or by the one that called
     * {@link ActivityMonitor#read()}. It must return soon; what it throws is logged and changes nothing.
     *
     * @param event what happened
     */
    void onEvent(ConnectionEvent event);
}
