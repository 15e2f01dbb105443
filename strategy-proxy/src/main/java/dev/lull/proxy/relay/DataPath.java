package dev.lull.proxy.relay;

import dev.lull.NanoClock;
import dev.lull.proxy.RelayOptions;
import java.io.IOException;

/** A way to carry bytes: makes the loops that do it. Safe for use by any thread. */
public interface DataPath {

    /** Finds the data path that fits a relay's settings. */
    @FunctionalInterface
    interface Factory {
        /**
         * Finds it.
         *
         * @param settings the relay's
         * @return the data path
         * @throws dev.lull.StrategyException if what the settings insist on is not available here
         */
        DataPath choose(RelayOptions settings);
    }

    /**
     * Says in a few words how the bytes are carried, for logs.
     *
     * @return such as {@code "NIO, copying"}
     */
    String description();

    /**
     * Makes a loop, not started yet.
     *
     * @param threadName its thread's name
     * @param clock what {@link SocketLoop#nowNanos()} tells
     * @return the loop; the caller closes it, started or not
     * @throws IOException if the system refuses what it needs; nothing is left open then
     */
    SocketLoop newLoop(String threadName, NanoClock clock) throws IOException;
}
