package dev.lull.proxy.relay;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for what must be over before a method may return, and leaves the thread interrupted if it was meanwhile. */
final class Uninterruptibly {

    private Uninterruptibly() {}

    /** A wait that an interrupt ends too soon, and that can be begun again. */
    @FunctionalInterface
    interface Wait {
        void run() throws InterruptedException;
    }

    /** Waits for so long at most, and answers whether it came. */
    static boolean await(CountDownLatch latch, long timeoutNanos) {
        long deadline = System.nanoTime() + timeoutNanos;
        await(() -> {
            boolean ignored = latch.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        });
        return latch.getCount() == 0;
    }

    static void await(Wait wait) {
        boolean interrupted = false;
        while (true) {
            try {
                wait.run();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
