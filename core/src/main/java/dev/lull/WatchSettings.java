package dev.lull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a watcher works with.
 *
 * @param holds may change while it runs
 * @param reports whether somebody wants to hear of regular looks
 * @param warnBefore zero for no warning
 * @param repeats whether to go on after the action
 * @param ownDoor used in place of the monitor's
 * @param alreadyIdle for how long nobody has been connected when the watching begins
 * @param observer hears each look's verdict first, and of those that calls a stop off
 */
record WatchSettings(
        ActivityMonitor monitor,
        IdleShutdownPolicy policy,
        StopAction action,
        DoorUse doorUse,
        Optional<Door> ownDoor,
        Optional<Veto> veto,
        Optional<ShutdownAction> preparation,
        List<Hold> holds,
        WatchListener listener,
        boolean reports,
        Duration checkInterval,
        Duration doorTimeout,
        Duration warnBefore,
        boolean repeats,
        Duration alreadyIdle,
        Consumer<Verdict> observer) {
    /** Tells whether there is a hold that could begin or end between two looks. */
    boolean asksHolds() {
        for (Hold hold : holds) {
            if (!(hold instanceof GuardedHold guarded) || guarded.canHold()) {
                return true;
            }
        }
        return false;
    }
}
