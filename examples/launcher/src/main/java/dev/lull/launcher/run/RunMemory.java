package dev.lull.launcher.run;

import dev.lull.ConnectionEvent;
import dev.lull.Reading;
import dev.lull.SleepListener;
import dev.lull.Verdict;
import dev.lull.Wake;
import dev.lull.WatchListener;
import dev.lull.launcher.control.ServiceStatus;
import dev.lull.launcher.report.event.WakeCause;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What a run remembers for whoever asks how it stands: the last look, who came or left last, the last sleeps and wakes. It
 * keeps what was made anyway, and works nothing out. Safe for use by any thread.
 */
final class RunMemory implements WatchListener, SleepListener {

    private static final int MOST_SLEEPS = 10;
    private static final long STEP_MILLIS = 200;

    /** A look, and what was made of it. */
    record Look(Reading reading, Verdict verdict) {}

    private final Clock wallClock;
    private volatile Optional<ConnectionEvent> lastEvent = Optional.empty();

    // Under this object's lock
    private Optional<Look> lastLook = Optional.empty();
    private Optional<String> notWoken = Optional.empty();
    private final Deque<ServiceStatus.Sleep> sleeps = new ArrayDeque<>();
    private final Deque<ServiceStatus.Waking> wakes = new ArrayDeque<>();

    RunMemory(Clock wallClock) {
        this.wallClock = wallClock;
    }

    void came(ConnectionEvent event) {
        lastEvent = Optional.of(event);
    }

    Optional<ConnectionEvent> lastEvent() {
        return lastEvent;
    }

    @Override
    public synchronized void onLook(Reading reading, Verdict verdict) {
        lastLook = Optional.of(new Look(reading, verdict));
        notifyAll();
    }

    synchronized Optional<Look> lastLook() {
        return lastLook;
    }

    /** Waits for another look than the last one, and returns the last one then. */
    synchronized Optional<Look> nextLook(Optional<Look> after, Duration most) throws InterruptedException {
        long endNanos = System.nanoTime() + most.toNanos();
        for (long left = most.toNanos(); lastLook.equals(after) && left > 0; left = endNanos - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return lastLook;
    }

    @Override
    public synchronized void onAsleep(Verdict.ShutDown verdict, Duration took) {
        add(sleeps, new ServiceStatus.Sleep(wallClock.instant(), verdict.idleFor(), took));
    }

    @Override
    public synchronized void onAwake(Wake wake, Duration took) {
        notWoken = Optional.empty();
        add(wakes, new ServiceStatus.Waking(wallClock.instant(), WakeCause.text(wake), took));
        notifyAll();
    }

    @Override
    public synchronized void onNotWoken(Wake wake, Exception failure, Duration tryAgainAfter) {
        notWoken = Optional.of(String.valueOf(failure.getMessage()));
        notifyAll();
    }

    private static <T> void add(Deque<T> latestFirst, T item) {
        latestFirst.addFirst(item);
        if (latestFirst.size() > MOST_SLEEPS) {
            latestFirst.removeLast();
        }
    }

    synchronized List<ServiceStatus.Sleep> sleeps() {
        return List.copyOf(sleeps);
    }

    synchronized List<ServiceStatus.Waking> wakes() {
        return List.copyOf(wakes);
    }

    /** Forgets why it was not woken; see {@link #awaitWaking}. */
    synchronized void beginWaking() {
        notWoken = Optional.empty();
    }

    /**
     * Waits until it is awake, or cannot be woken.
     *
     * @param over tells whether it is awake, or the run ends
     * @return why it could not be woken; empty if it was, or the time is over
     */
    synchronized Optional<String> awaitWaking(BooleanSupplier over, Duration most) throws InterruptedException {
        long endNanos = System.nanoTime() + most.toNanos();
        while (notWoken.isEmpty() && !over.getAsBoolean() && endNanos - System.nanoTime() > 0) {
            wait(STEP_MILLIS);
        }
        return notWoken;
    }
}
