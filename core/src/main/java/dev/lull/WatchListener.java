package dev.lull;

import java.time.Duration;

/** Hears what an {@link IdleWatcher} finds and does. All methods do nothing unless overridden. */
public interface WatchListener {

    /**
     * Tells whether looks are to be taken for this listener: at each check interval while nobody is connected, also
     * where the monitor could push. One that needs to hear only of the looks that are taken anyway says no, and costs
     * none. Asked once, when the watcher is built.
     *
     * @return true unless overridden
     */
    default boolean wantsRegularLooks() {
        return true;
    }

    /**
     * Hears of a look. While nobody is connected, there is one each check interval, if
     * {@linkplain #wantsRegularLooks somebody wants that}, or the monitor cannot push.
     *
     * @param reading what it found
     * @param verdict what the policy makes of it
     */
    default void onLook(Reading reading, Verdict verdict) {}

    /**
     * Hears that the service will be stopped soon, as {@link IdleWatcher.Builder#warnBefore} asks for: once before each
     * stop that is tried, so again after a {@link Veto}. Use of the service, or a hold, calls it off.
     *
     * @param stopsIn how long from now on; above zero
     */
    default void onWarning(Duration stopsIn) {}

    /**
     * Hears that the stop that was warned of will not be.
     *
     * @param verdict what keeps the service running
     */
    default void onWarningCalledOff(Verdict verdict) {}

    /**
     * Hears that the {@link Veto} objects to a stop.
     *
     * @param objection why, and when it is asked again
     */
    default void onVetoed(Veto.Objection objection) {}

    /**
     * Hears that a stop was called off because the {@link Door} could not be shut, or did not stay shut for long enough.
     *
     * @param reason why, in one line
     * @param tryAgainAfter how long from now on; above zero
     */
    default void onDoorNotShut(String reason, Duration tryAgainAfter) {}

    /**
     * Hears that every look said to stop, and the witness agreed, and the action begins.
     *
     * @param verdict for how long nobody was connected
     */
    default void onShutDown(Verdict.ShutDown verdict) {}

    /**
     * Hears that the action threw, or the {@link Veto}, or the preparation. The watching goes on, and all of it is tried
     * again while the service stays idle: after a check interval, then ever more rarely.
     *
     * @param failure what it threw
     * @param tryAgainAfter how long from now on it is not tried again, if nobody comes meanwhile; above zero, and at most
     *     five minutes, or a check interval where that is longer
     */
    default void onActionFailed(Exception failure, Duration tryAgainAfter) {}
}
