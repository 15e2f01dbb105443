package dev.lull.spi;

import java.util.Optional;
import java.util.function.LongSupplier;

/** A door's time as a test plays it, on one thread: nothing waits, and an alarm rings when the test says so. */
public final class PlayedDoorClock implements DoorClock {

    private record Alarm(long deadlineNanos, Runnable task) {}

    private final LongSupplier clock;
    private final Runnable onWait;
    private Optional<Alarm> alarm = Optional.empty();

    /**
     * Makes a clock.
     *
     * @param clock tells the time
     * @param onWait called instead of waiting
     */
    public PlayedDoorClock(LongSupplier clock, Runnable onWait) {
        this.clock = clock;
        this.onWait = onWait;
    }

    /** Makes a door by this clock. */
    public TimedDoor door(Threshold threshold) {
        return new TimedDoor(threshold, this);
    }

    /** Tells whether the deadline of a shut door is over, and its alarm did not ring yet. */
    public boolean canRing() {
        return alarm.isPresent() && clock.getAsLong() - alarm.get().deadlineNanos >= 0;
    }

    /** Rings. */
    public void ring() {
        Runnable task = alarm.orElseThrow().task;
        alarm = Optional.empty();
        task.run();
    }

    @Override
    public long nanoTime() {
        return clock.getAsLong();
    }

    @Override
    public void await(Object lock, long nanos) {
        onWait.run();
    }

    @Override
    public Runnable schedule(long deadlineNanos, Runnable task) {
        alarm = Optional.of(new Alarm(deadlineNanos, task));
        return () -> alarm = Optional.empty();
    }
}
