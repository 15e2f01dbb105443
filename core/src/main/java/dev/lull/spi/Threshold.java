package dev.lull.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * Holds new connections off in a strategy's own way, and tells who is on the way in: what a {@link TimedDoor} is made
 * of. It is called under the door's lock, except for {@link #occupied}, so it must not call the door.
 */
public interface Threshold {

    /**
     * Says why new connections cannot be held off as things are now, so that there is no door: a stop is then made without
     * one. For what may pass, {@link #hold} throws instead, and the stop is called off.
     *
     * @return the reason, for people; empty, as by default, if they can
     */
    default Optional<String> unavailable() {
        return Optional.empty();
    }

    /**
     * Holds new connections off from now on. When this returns, every connection attempt that slipped past can be found
     * by {@link #occupied}.
     *
     * @param atMost after how long they come in again although nobody called {@link #release}, such as because this
     *     process hangs; whoever cannot see to that ignores it
     * @throws dev.lull.StrategyException if that is not possible; nobody is held off then
     */
    void hold(Duration atMost);

    /**
     * Goes on holding them off without a limit.
     *
     * @throws dev.lull.StrategyException if that is not possible
     */
    void keep();

    /** Lets them in again, beginning with those that waited. Never throws. */
    void release();

    /**
     * Looks for somebody who is on the way in: a handshake in progress, or a connection that the monitor does not count
     * yet.
     *
     * @return who, in words that follow "somebody is on the way in: "; empty if nobody is
     * @throws UnreadableException if that cannot be told
     */
    Optional<String> occupied() throws UnreadableException;
}
