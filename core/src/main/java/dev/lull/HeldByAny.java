package dev.lull;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Holds while any of a changing number of holds does. Safe for use by any thread. */
final class HeldByAny implements Hold {

    private final List<Hold> holds = new CopyOnWriteArrayList<>();
    private volatile String latest = "nobody";

    /** Adds one, and returns what takes it away again. */
    Subscription add(Hold hold) {
        Hold guarded = new GuardedHold(hold);
        holds.add(guarded);
        return () -> holds.removeIf(each -> each == guarded);
    }

    /** Tells whether there is nothing to ask. */
    boolean isEmpty() {
        return holds.isEmpty();
    }

    @Override
    public String description() {
        return latest;
    }

    @Override
    public boolean isHeld(long nowNanos) {
        for (Hold hold : holds) {
            if (hold.isHeld(nowNanos)) {
                latest = hold.description();
                return true;
            }
        }
        return false;
    }
}
