package dev.lull;

/** Hears what an {@link IdleWatcher} finds and does. All methods do nothing unless overridden. */
public interface WatchListener {

    /**
     * Hears of a look. While nobody is connected, there is one each check interval.
     *
     * @param reading what it found
     * @param verdict what the policy makes of it
     */
    default void onLook(Reading reading, Verdict verdict) {}

    /**
     * Hears that both looks said to stop and the action begins.
     *
     * @param verdict for how long nobody was connected
     */
    default void onShutDown(Verdict.ShutDown verdict) {}

    /**
     * Hears that the action threw. The watching goes on, and the action is called again while the service stays idle.
     *
     * @param failure what it threw
     */
    default void onActionFailed(Exception failure) {}
}
