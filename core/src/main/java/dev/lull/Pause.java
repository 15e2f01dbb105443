package dev.lull;

/** The watcher's sleep, apart from the watcher so that tests can play a night in milliseconds. */
interface Pause {

    /**
     * Sleeps, unless it was woken since the last sleep began.
     *
     * @param nanos how long at most
     * @throws InterruptedException if the thread is interrupted
     */
    void sleep(long nanos) throws InterruptedException;

    /** Ends the sleep under way, or the next one at once. From any thread; never waits. */
    void wake();
}
