package dev.lull;

/** Ends a subscription when closed. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

    /**
     * Ends the subscription. An event that is being told at this moment may still arrive; none after that. Idempotent;
     * safe from any thread, the listener's own call included.
     */
    @Override
    void close();
}
