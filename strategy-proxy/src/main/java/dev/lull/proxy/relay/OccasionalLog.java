package dev.lull.proxy.relay;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/** Warns at most once a second, and says how many warnings it kept to itself. Safe for use by any thread. */
final class OccasionalLog {

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private boolean warnedBefore;
    private long warnedAtNanos;
    private long suppressed;

    synchronized void warn(String message) {
        long now = System.nanoTime();
        if (warnedBefore && now - warnedAtNanos < PAUSE_NANOS) {
            suppressed++;
            return;
        }
        warnedBefore = true;
        warnedAtNanos = now;
        String more = suppressed == 0 ? "" : " (and " + suppressed + " warnings more before)";
        suppressed = 0;
        RelayLog.log(Level.WARNING, message + more, null);
    }
}
