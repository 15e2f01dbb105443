package dev.lull.launcher.run;

import dev.lull.launcher.command.RunEnd;
import dev.lull.launcher.report.event.ExitCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Decides what a run ends for when several things happen at once: the first. A stop by the watcher that fails is taken back, and
 * what came second then counts. Safe for use by any thread.
 */
final class FirstExitCause implements RunEnd {

    private final Runnable stopWatching;
    private final List<ExitCause> offered = new ArrayList<>();

    FirstExitCause(Runnable stopWatching) {
        this.stopWatching = stopWatching;
    }

    /**
     * Offers a reason to end.
     *
     * @return true if it is the first
     */
    synchronized boolean offer(ExitCause ending) {
        offered.add(ending);
        notifyAll();
        if (!(ending instanceof ExitCause.ByVerdict)) {
            stopWatching.run();
        }
        return offered.get(0) == ending;
    }

    /** Tells whether there is a reason to end. */
    @Override
    public synchronized boolean hasCome() {
        return !offered.isEmpty();
    }

    @Override
    public synchronized boolean within(Duration most) throws InterruptedException {
        long endNanos = System.nanoTime() + most.toNanos();
        long leftNanos = most.toNanos();
        while (offered.isEmpty() && leftNanos > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
            leftNanos = endNanos - System.nanoTime();
        }
        return !offered.isEmpty();
    }

    /** Takes back a stop that did not come off. */
    synchronized void takeBack(ExitCause.ByVerdict ending) {
        offered.removeIf(each -> each == ending);
    }

    /** Waits for the first. */
    synchronized ExitCause await() throws InterruptedException {
        while (offered.isEmpty()) {
            wait();
        }
        return offered.get(0);
    }
}
