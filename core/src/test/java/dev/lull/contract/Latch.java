package dev.lull.contract;

import java.util.concurrent.CountDownLatch;

/** A latch for listeners of tests that do not return before they are told to. */
public final class Latch {

    private final CountDownLatch latch = new CountDownLatch(1);

    /** Waits until it is open, or the thread is interrupted, which stays known. */
    public void await() {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets all go on who wait, and who come later. */
    public void open() {
        latch.countDown();
    }
}
