package dev.lull;

import java.time.Duration;

/**
 * Lets new connections in, or makes them wait, where the monitor {@linkplain Capability#HOLDS_DOOR can}. It is shut
 * before the last look, so that nobody slips in between that look and the end of the service: whoever knocks meanwhile
 * waits in their own kernel, which asks again, and is neither refused nor cut off.
 *
 * <p>All methods are idempotent, and safe for use by any thread but the monitor's own, such as one that tells a listener:
 * they may wait for these. On a closed monitor they do nothing.
 */
public interface Door {

    /**
     * Admits nobody from now on. When this returns, nobody stands on the threshold either: no handshake is in progress,
     * and everybody who was admitted before is in the monitor's counts. The door opens by itself once the timeout is
     * over, unless {@link #keepShut()} comes first.
     *
     * @param timeout for how long at most; above zero
     * @throws StrategyException if it cannot be shut, somebody still stands on the threshold when the timeout is over,
     *     or the thread is interrupted, which it remains; it is open then
     * @throws NullPointerException if {@code timeout} is null
     * @throws IllegalArgumentException if {@code timeout} is out of range
     */
    void shut(Duration timeout);

    /**
     * Keeps the door shut until {@link #open()}, or until the monitor is closed: the stop is decided. After an action that
     * ends neither the service nor the monitor, nobody gets in any more.
     *
     * @return false if it is open, such as because the timeout is over: somebody may have come in since the last look
     * @throws StrategyException if it is not certain any more that nobody came in; it is open then
     */
    boolean keepShut();

    /** Admits connections again, beginning with those that waited. */
    void open();
}
