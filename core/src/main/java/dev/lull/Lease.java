package dev.lull;

/** A hold with a deadline. */
record Lease(String description, long untilNanos) implements Hold {
    @Override
    public boolean isHeld(long nowNanos) {
        return untilNanos - nowNanos > 0;
    }
}
