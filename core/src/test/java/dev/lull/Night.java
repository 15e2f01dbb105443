package dev.lull;

import dev.lull.contract.ManualClock;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Plays hours of activity in milliseconds: the watcher's sleep moves the clock, and what was planned for a moment
 * happens when the clock comes by. A plan at the very end of a sleep happens before the watcher looks.
 */
final class Night implements Pause {

    private record Plan(long atNanos, long number, Runnable happens) {}

    final ManualClock clock = new ManualClock();
    final ManualClock clockIncludingSuspend = new ManualClock();
    private final long beganNanos = clock.nanoTime();
    private final PriorityQueue<Plan> plans =
            new PriorityQueue<>(Comparator.comparingLong(Plan::atNanos).thenComparingLong(Plan::number));
    private boolean woken;
    private int sleeps;

    /** Plans something for a moment, counted from the beginning. */
    void at(Duration moment, Runnable happens) {
        plans.add(new Plan(beganNanos + moment.toNanos(), plans.size(), happens));
    }

    /** How long the night has lasted so far. */
    Duration elapsed() {
        return Duration.ofNanos(clock.nanoTime() - beganNanos);
    }

    /** The machine sleeps: only the clock that counts it goes on. */
    void suspend(Duration time) {
        clockIncludingSuspend.advance(time);
    }

    int sleeps() {
        return sleeps;
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("on purpose");
        }
        sleeps++;
        long end = clock.nanoTime() + nanos;
        while (!woken) {
            Plan next = plans.peek();
            if (next == null || next.atNanos > end) {
                moveTo(end);
                break;
            }
            plans.remove();
            moveTo(next.atNanos);
            next.happens.run();
        }
        woken = false;
    }

    @Override
    public void wake() {
        woken = true;
    }

    private void moveTo(long nanos) {
        Duration step = Duration.ofNanos(Math.max(0, nanos - clock.nanoTime()));
        clock.advance(step);
        clockIncludingSuspend.advance(step);
    }
}
