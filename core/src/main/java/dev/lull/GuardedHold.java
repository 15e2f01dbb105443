package dev.lull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;

/** Somebody else's hold: if it throws, it holds, because what cannot be told is never taken for idle. */
final class GuardedHold implements Hold {

    private static final Logger LOG = System.getLogger(GuardedHold.class.getName());

    private final Hold hold;

    /** Said once until it answers again: it is asked every few seconds, perhaps all night. */
    private volatile boolean reported;

    GuardedHold(Hold hold) {
        this.hold = Objects.requireNonNull(hold, "hold");
    }

    /** Tells whether there is somebody to ask. */
    boolean canHold() {
        return !(hold instanceof HeldByAny any && any.isEmpty());
    }

    @Override
    public String description() {
        try {
            return hold.description();
        } catch (RuntimeException e) {
            return hold.getClass().getName();
        }
    }

    @Override
    public boolean isHeld(long nowNanos) {
        try {
            boolean held = hold.isHeld(nowNanos);
            reported = false;
            return held;
        } catch (RuntimeException e) {
            if (!reported) {
                reported = true;
                LOG.log(Level.WARNING, "hold \"" + description() + "\" threw; it counts as holding", e);
            }
            return true;
        }
    }
}
