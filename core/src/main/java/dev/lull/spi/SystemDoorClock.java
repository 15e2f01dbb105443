package dev.lull.spi;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Real time. */
final class SystemDoorClock implements DoorClock {

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void await(Object lock, long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.timedWait(lock, nanos);
    }

    @Override
    public Runnable schedule(long deadlineNanos, Runnable task) {
        AtomicBoolean prevented = new AtomicBoolean();
        Thread alarm = new Thread(
                () -> {
                    while (!prevented.get()) {
                        long left = deadlineNanos - System.nanoTime();
                        if (left <= 0) {
                            task.run();
                            return;
                        }
                        LockSupport.parkNanos(left);
                    }
                },
                "lull-door");
        alarm.setDaemon(true);
        alarm.start();
        return () -> {
            prevented.set(true);
            LockSupport.unpark(alarm);
        };
    }
}
