package dev.lull.bench.contestant;

import java.util.concurrent.CountDownLatch;

/** The floor: a JVM that does nothing, for ever. */
public final class IdleMain {

    private IdleMain() {}

    /**
     * Waits.
     *
     * @param arguments none
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] arguments) throws InterruptedException {
        System.out.println("{\"event\":" + CommandContestant.WATCHING + "}");
        System.out.flush();
        new CountDownLatch(1).await();
    }
}
