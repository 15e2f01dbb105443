package dev.lull;

/**
 * Lets new connections in, or makes them wait, where the strategy
 * {@linkplain Capability#HOLDS_DOOR stands in the path}. It is shut before the last look, so that nobody slips in
 * between that look and the stop.
 *
 * <p>Both methods are idempotent and safe from any thread. On a closed monitor they do nothing.
 */
public interface Door {

    /**
     * Admits nobody from now on: when this returns, every connection admitted before is in the monitor's counts, and
     * new ones wait in the kernel's queue until {@link #open()} or until the monitor is closed.
     */
    void shut();

    /** Admits connections again, beginning with those that waited. */
    void open();
}
