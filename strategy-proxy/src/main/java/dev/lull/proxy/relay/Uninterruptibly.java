package dev.lull.proxy.relay;

/** Waits for what must be over before a method may return, and leaves the thread interrupted if it was meanwhile. */
final class Uninterruptibly {

    private Uninterruptibly() {}

    /** A wait that an interrupt ends too soon, and that can be begun again. */
    @FunctionalInterface
    interface Wait {
        void run() throws InterruptedException;
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
