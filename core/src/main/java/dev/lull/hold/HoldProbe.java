package dev.lull.hold;

/**
 * Finds out whether something keeps a service up. It may take a while and block: a {@link StandingHold} calls it on a
 * thread of its own, one call at a time, and interrupts it when closed.
 */
@FunctionalInterface
public interface HoldProbe {

    /**
     * Looks.
     *
     * @return what it found
     * @throws Exception if it cannot tell; counts as {@link Finding.State#UNKNOWN}, with the exception's message
     */
    Finding look() throws Exception;
}
