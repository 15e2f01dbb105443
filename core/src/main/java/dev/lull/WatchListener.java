package dev.lull;

/** Hears what an {@link IdleWatcher} finds and does. All methods do nothing unless overridden. */
public interface WatchListener {

    /**
     * A look was taken. While nobody is connected, there is one each check interval.
     *
     * @param reading what it found
     * @param verdict what the policy makes of it
     */
    default void onLook(Reading reading, Verdict verdict) {}

    /**
     * Both looks said to stop; the action begins now.
     *
     * @param verdict for how long nobody was connected
     */
    default void onShutDown(Verdict.ShutDown verdict) {}

    /**
     * The action threw. The watching goes on; the action is called again while the service stays idle.
     *
     * @param failure what it threw
     */
    default void onActionFailed(Exception failure) {}
}
