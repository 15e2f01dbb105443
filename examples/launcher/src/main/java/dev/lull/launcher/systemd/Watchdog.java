package dev.lull.launcher.systemd;

import java.time.Duration;

/**
 * Tells the service manager that this process is alive, each half of the time after which it would be killed: as long as
 * the watching loop is, which is asked for a look if it has not taken one by itself.
 */
final class Watchdog implements AutoCloseable {

    private final Duration half;
    private final LoopPulse pulse;
    private final Runnable lookNow;
    private final Runnable feed;
    private final Thread thread = new Thread(this::run, "lull-watchdog");

    private Watchdog(Duration timeout, LoopPulse pulse, Runnable lookNow, Runnable feed) {
        this.half = timeout.dividedBy(2);
        this.pulse = pulse;
        this.lookNow = lookNow;
        this.feed = feed;
    }

    /**
     * Begins.
     *
     * @param timeout after how long without a word this process is killed
     * @param pulse tells whether the loop lives
     * @param lookNow asks the loop for a look
     * @param feed says that this process is alive
     */
    static Watchdog start(Duration timeout, LoopPulse pulse, Runnable lookNow, Runnable feed) {
        Watchdog watchdog = new Watchdog(timeout, pulse, lookNow, feed);
        watchdog.thread.setDaemon(true);
        watchdog.thread.start();
        return watchdog;
    }

    private void run() {
        long seen = pulse.beats();
        try {
            while (true) {
                Thread.sleep(half.toMillis());
                if (!pulse.livesSince(seen)) {
                    lookNow.run();
                    pulse.awaitSince(seen, half);
                }
                if (pulse.livesSince(seen)) {
                    seen = pulse.beats();
                    feed.run();
                }
            }
        } catch (InterruptedException closed) {
            // ends the thread, which is known here only
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
