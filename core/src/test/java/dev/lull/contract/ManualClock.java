package dev.lull.contract;

import dev.lull.NanoClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. It begins below zero, as {@link System#nanoTime()} may. */
public final class ManualClock implements NanoClock {

    private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);

    /** Makes a clock. */
    public ManualClock() {}

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    /**
     * Moves on.
     *
     * @param time how far
     */
    public void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
