package dev.lull.proxy.relay;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/** Says at most one line a second, and how many it kept to itself. Safe for use by any thread. */
final class OccasionalLog {

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Level level;
    private boolean saidBefore;
    private long saidAtNanos;
    private long suppressed;

    OccasionalLog(Level level) {
        this.level = level;
    }

    synchronized void say(String message) {
        long now = System.nanoTime();
        if (saidBefore && now - saidAtNanos < PAUSE_NANOS) {
            suppressed++;
            return;
        }
        saidBefore = true;
        saidAtNanos = now;
        String more = suppressed == 0 ? "" : " (and " + suppressed + " such lines more before)";
        suppressed = 0;
        RelayLog.log(level, message + more, null);
    }
}
