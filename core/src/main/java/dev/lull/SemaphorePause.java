package dev.lull;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A real sleep. */
final class SemaphorePause implements Pause {

    private final Semaphore wakeUps = new Semaphore(0);

    @Override
    public void sleep(long nanos) throws InterruptedException {
        if (wakeUps.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
            wakeUps.drainPermits();
        }
    }

    @Override
    public void wake() {
        wakeUps.release();
    }
}
