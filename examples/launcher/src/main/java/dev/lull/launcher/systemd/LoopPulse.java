package dev.lull.launcher.systemd;

import dev.lull.Door;
import dev.lull.NanoClock;
import dev.lull.Reading;
import dev.lull.SleepListener;
import dev.lull.Sleepable;
import dev.lull.Verdict;
import dev.lull.Wake;
import dev.lull.WatchListener;
import dev.lull.launcher.command.ForwardingSleepable;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Tells whether the watching loop lives: by its looks, and where it takes none, by what it waits for. That is a program of
 * somebody else's, such as COMMAND that is to end or to become ready, or the pause after a wake that failed. Safe for
 * use by any thread.
 */
public final class LoopPulse implements WatchListener, SleepListener {

    private final NanoClock clock;

    // Under this object's lock
    private long beats;
    private int waiting;
    private long restsUntilNanos;

    /**
     * Makes one without a beat.
     *
     * @param clock for pauses
     */
    public LoopPulse(NanoClock clock) {
        this.clock = clock;
        this.restsUntilNanos = clock.nanoTime();
    }

    private synchronized void beat() {
        beats++;
        notifyAll();
    }

    @Override
    public void onLook(Reading reading, Verdict verdict) {
        beat();
    }

    @Override
    public synchronized void onNotWoken(Wake wake, Exception failure, Duration tryAgainAfter) {
        restsUntilNanos = clock.nanoTime() + tryAgainAfter.toNanos();
        beat();
    }

    /** Has the loop wait for somebody else; it lives meanwhile. */
    public <T> T during(Callable<T> wait) throws Exception {
        enter();
        try {
            return wait.call();
        } finally {
            leave();
        }
    }

    private synchronized void enter() {
        waiting++;
        beat();
    }

    private synchronized void leave() {
        waiting--;
        beat();
    }

    /** Has the loop wait for something that falls asleep or wakes up. */
    public Sleepable during(Sleepable service) {
        return new ForwardingSleepable(service) {
            @Override
            public void sleep(Verdict.ShutDown verdict, Door door) throws Exception {
                Object ignored = LoopPulse.this.during(() -> {
                    super.sleep(verdict, door);
                    return true;
                });
            }

            @Override
            public void wake(Wake wake) throws Exception {
                Object ignored = LoopPulse.this.during(() -> {
                    super.wake(wake);
                    return true;
                });
            }
        };
    }

    /** Returns how often the loop gave a sign. */
    public synchronized long beats() {
        return beats;
    }

    /** Tells whether the loop gave a sign since then, or is not to give one now. */
    public synchronized boolean livesSince(long earlierBeats) {
        return beats != earlierBeats || waiting > 0 || restsUntilNanos - clock.nanoTime() > 0;
    }

    /** Waits for such a sign. */
    synchronized void awaitSince(long earlierBeats, Duration most) throws InterruptedException {
        long endNanos = System.nanoTime() + most.toNanos();
        for (long left = most.toNanos(); !livesSince(earlierBeats) && left > 0; left = endNanos - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }
}
