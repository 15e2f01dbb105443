package dev.lull.spi;

import dev.lull.Door;
import dev.lull.StrategyException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The door of every strategy that has one: a state under one lock. It is open; shut until a deadline, at which it opens
 * by itself; kept shut, since the stop is decided; or closed with its monitor, and open for good.
 * {@code docs/architecture.md} has the table. Safe for use by any thread, but for those of the strategy that its
 * {@link Threshold} waits for. The monitor closes it.
 */
public final class TimedDoor implements Door, AutoCloseable {

    private enum State {
        OPEN,
        SHUT,
        KEPT,
        CLOSED
    }

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Threshold threshold;
    private final DoorClock clock;
    private final Object lock = new Object();

    // Under the lock, with the attempt's number, so that an old alarm does not open a new attempt's door.
    private State state = State.OPEN;
    private long deadlineNanos;
    private long attempt;
    private Runnable alarmOff = () -> {};

    /**
     * Makes an open door.
     *
     * @param threshold what holds new connections off
     * @throws NullPointerException if {@code threshold} is null
     */
    public TimedDoor(Threshold threshold) {
        this(threshold, new SystemDoorClock());
    }

    /** Makes one whose time a test can play. */
    TimedDoor(Threshold threshold, DoorClock clock) {
        this.threshold = Objects.requireNonNull(threshold, "threshold");
        this.clock = clock;
    }

    /**
     * Says why it could not be shut as things are now.
     *
     * @return the reason, for people; empty if it can
     */
    public Optional<String> unavailable() {
        return threshold.unavailable();
    }

    @Override
    public void shut(Duration timeout) {
        Durations.requirePositive(timeout, "timeout");
        synchronized (lock) {
            if (state == State.CLOSED || state == State.KEPT) {
                return;
            }
            if (state == State.OPEN) {
                deadlineNanos = clock.nanoTime() + timeout.toNanos(); // before: it holds no longer than that
                threshold.hold(timeout);
                state = State.SHUT;
                attempt++;
                setAlarm(attempt);
            }
        }
        awaitClear(timeout);
    }

    private void setAlarm(long number) {
        try {
            alarmOff = clock.schedule(deadlineNanos, () -> openAtDeadline(number));
        } catch (Error e) { // no thread, no deadline
            open();
            throw new StrategyException("the door cannot be shut: nothing would open it again in time (" + e + ")", e);
        }
    }

    private void openAtDeadline(long number) {
        synchronized (lock) {
            if (state == State.SHUT && attempt == number) {
                open();
            }
        }
    }

    private void awaitClear(Duration timeout) {
        long pauseNanos = FIRST_PAUSE_NANOS;
        while (true) {
            Optional<String> occupied = occupied();
            synchronized (lock) {
                if (state == State.CLOSED || state == State.KEPT || (occupied.isEmpty() && state == State.SHUT)) {
                    return;
                }
                boolean over = state == State.OPEN || deadlineNanos - clock.nanoTime() <= 0;
                if (!over && pauseInterrupted(pauseNanos)) {
                    open();
                    throw new StrategyException("the door was not shut: interrupted while somebody was on the way in");
                }
                if (over) {
                    open();
                    throw new StrategyException("the door could not be shut within " + Durations.text(timeout) + ": "
                            + occupied.orElse("it was opened meanwhile"));
                }
            }
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        }
    }

    private Optional<String> occupied() {
        try {
            return threshold.occupied().map(who -> "somebody is on the way in: " + who);
        } catch (UnreadableException e) {
            return Optional.of("it cannot be told whether somebody is on the way in: " + e.getMessage());
        }
    }

    /** Waits under the lock, which it gives away meanwhile. */
    private boolean pauseInterrupted(long nanos) {
        try {
            clock.await(lock, nanos);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public boolean keepShut() {
        synchronized (lock) {
            if (state == State.SHUT && !isOver()) {
                keep();
                if (!isOver()) { // else what holds may have let go just before
                    state = State.KEPT;
                    alarmOff.run();
                }
            }
            if (state == State.SHUT) {
                open();
            }
            return state == State.KEPT;
        }
    }

    private void keep() {
        try {
            threshold.keep();
        } catch (RuntimeException e) {
            open();
            throw e;
        }
    }

    private boolean isOver() {
        return deadlineNanos - clock.nanoTime() <= 0;
    }

    @Override
    public void open() {
        leave(State.OPEN);
    }

    /** Opens it for good. */
    @Override
    public void close() {
        leave(State.CLOSED);
    }

    private void leave(State next) {
        synchronized (lock) {
            if (state == State.SHUT || state == State.KEPT) {
                alarmOff.run();
                threshold.release();
            }
            if (state != State.CLOSED) {
                state = next;
            }
            lock.notifyAll(); // whoever waits for the threshold to clear
        }
    }
}
