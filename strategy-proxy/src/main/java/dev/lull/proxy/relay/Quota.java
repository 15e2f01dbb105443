package dev.lull.proxy.relay;

import java.util.concurrent.atomic.AtomicLong;

/** An amount that all loops of a relay share, such as of memory. Safe for use by any thread. */
public final class Quota {

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    /**
     * Takes nothing yet.
     *
     * @param most how much there is, 0 or more
     */
    public Quota(long most) {
        this.most = most;
    }

    /**
     * Returns how much there is in all.
     *
     * @return 0 or more
     */
    public long most() {
        return most;
    }

    /**
     * Returns how much is taken.
     *
     * @return 0 or more; above {@link #most()} if some was taken in spite of it
     */
    public long taken() {
        return taken.get();
    }

    /**
     * Tells whether so much is left.
     *
     * @param amount 0 or more
     * @return what held a moment ago; other threads take and return as well
     */
    public boolean hasLeft(long amount) {
        return taken.get() + amount <= most;
    }

    /**
     * Takes some if it is left.
     *
     * @param amount 0 or more
     * @return whether it was
     */
    public boolean tryTake(long amount) {
        if (taken.addAndGet(amount) <= most) {
            return true;
        }
        taken.addAndGet(-amount);
        return false;
    }

    /**
     * Takes some, be it left or not: of somebody who cannot do without.
     *
     * @param amount 0 or more
     */
    public void take(long amount) {
        taken.addAndGet(amount);
    }

    /**
     * Returns what was taken.
     *
     * @param amount 0 or more
     */
    public void giveBack(long amount) {
        taken.addAndGet(-amount);
    }
}
