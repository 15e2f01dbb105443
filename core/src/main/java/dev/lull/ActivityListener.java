package dev.lull;

/** Is told of connections that open and close; see {@link ActivityMonitor#subscribe}. */
@FunctionalInterface
public interface ActivityListener {

    /**
     * Hears of one event. Events come in order, on a thread of the monitor or on the one that called
     * {@link ActivityMonitor#read()}. It must return soon; what it throws is logged and changes nothing.
     *
     * @param event what happened
     */
    void onEvent(ConnectionEvent event);

    /**
     * Hears that events could not be told one by one, because they came faster than they were taken. The call stands in
     * their place, before the next event that is told. The counts in {@link ActivitySnapshot} and in the events that
     * follow are exact all the same. Does nothing unless overridden.
     *
     * @param opened how many connections opened without being told; 0 or more
     * @param closed how many closed without being told; 0 or more
     */
    default void onUntold(long opened, long closed) {}
}
