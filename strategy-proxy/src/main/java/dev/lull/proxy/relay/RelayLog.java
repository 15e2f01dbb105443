package dev.lull.proxy.relay;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Logs from threads that must not die of it: with no descriptor left, the JDK's own logging throws errors of classes and
 * time zone files that it cannot open.
 */
public final class RelayLog {

    private static final Logger LOG = System.getLogger("dev.lull.proxy");

    private RelayLog() {}

    /** Loads what logging needs as far as can be done beforehand: without descriptors it may be too late. */
    static void prepare() {
        boolean ignored = LOG.isLoggable(Level.WARNING);
    }

    /**
     * Logs, or does nothing if logging throws.
     *
     * @param level how bad it is
     * @param message what happened
     * @param thrown what was thrown; null for nothing
     */
    public static void log(Level level, String message, @Nullable Throwable thrown) {
        try {
            LOG.log(level, message, thrown);
        } catch (RuntimeException | Error e) {
            System.err.println(
                    "lull: " + message + (thrown == null ? "" : ": " + thrown) + " (and logging it failed: " + e + ")");
        }
    }
}
