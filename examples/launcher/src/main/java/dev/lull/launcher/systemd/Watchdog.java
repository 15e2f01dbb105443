package dev.lull.launcher.systemd;

import java.time.Duration;
import java.util.List;

/**
 * Tells the service manager that this process is alive, each half of the time after which it would be killed: as long as
 * each watching loop is, which is asked for a look if it has not taken one by itself.
 */
final class Watchdog implements AutoCloseable {

    private final Duration half;
    private final List<ServiceManager.Loop> loops;
    private final Runnable feed;
    private final Thread thread = new Thread(this::run, "lull-watchdog");

    private Watchdog(Duration timeout, List<ServiceManager.Loop> loops, Runnable feed) {
        this.half = timeout.dividedBy(2);
        this.loops = List.copyOf(loops);
        this.feed = feed;
    }

    /**
     * Begins.
     *
     * @param timeout after how long without a word this process is killed
     * @param loops must all live
     * @param feed says that this process is alive
     */
    static Watchdog start(Duration timeout, List<ServiceManager.Loop> loops, Runnable feed) {
        Watchdog watchdog = new Watchdog(timeout, loops, feed);
        watchdog.thread.setDaemon(true);
        watchdog.thread.start();
        return watchdog;
    }

    private void run() {
        long[] seen = loops.stream().mapToLong(loop -> loop.pulse().beats()).toArray();
        try {
            while (true) {
                Thread.sleep(half.toMillis());
                if (allLive(seen)) {
                    for (int i = 0; i < seen.length; i++) {
                        seen[i] = loops.get(i).pulse().beats();
                    }
                    feed.run();
                }
            }
        } catch (InterruptedException closed) {
            // ends the thread, which is known here only
        }
    }

    /** Asks those for a sign that gave none, all at once, and waits for it. */
    private boolean allLive(long[] seen) throws InterruptedException {
        for (int i = 0; i < seen.length; i++) {
            if (!loops.get(i).pulse().livesSince(seen[i])) {
                loops.get(i).lookNow().run();
            }
        }
        long endNanos = System.nanoTime() + half.toNanos();
        boolean live = true;
        for (int i = 0; i < seen.length; i++) {
            LoopPulse pulse = loops.get(i).pulse();
            if (!pulse.livesSince(seen[i])) {
                pulse.awaitSince(seen[i], Duration.ofNanos(Math.max(0, endNanos - System.nanoTime())));
            }
            live &= pulse.livesSince(seen[i]);
        }
        return live;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
