package dev.lull.proxy.ready;

import dev.lull.Availability;
import dev.lull.StrategyException;
import dev.lull.internal.linux.Epoll;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.proxy.RelayOptions;
import dev.lull.proxy.relay.DataPath;
import dev.lull.proxy.relay.Quota;

/** Chooses what carries the bytes. */
public final class DataPaths {

    private DataPaths() {}

    /**
     * Finds the data path for a relay's settings.
     *
     * @param options the settings
     * @return the data path
     * @throws StrategyException if the settings insist on splice(2), which is not available here
     */
    public static DataPath choose(RelayOptions options) {
        Quota heldBytes = new Quota(options.heldBytesBound());
        if (options.dataPath() == RelayOptions.DataPathChoice.COPY) {
            return new NioDataPath(heldBytes);
        }
        try {
            LibC libC = linux();
            return new EpollDataPath(libC, heldBytes, new Quota(PipePool.most(libC, options.pipes())));
        } catch (NativeAccessException | SystemCallException e) {
            if (options.dataPath() == RelayOptions.DataPathChoice.SPLICE) {
                throw new StrategyException(
                        "the data path splice is not available: " + e.getMessage() + "; choose auto or copy", e);
            }
            return new NioDataPath(heldBytes);
        }
    }

    /**
     * Says what {@link #choose} would choose by itself.
     *
     * @return always available: copying works everywhere
     */
    public static Availability probe() {
        try {
            LibC ignored = linux();
            return new Availability.Available("copies through epoll, and splices bulk");
        } catch (NativeAccessException e) {
            return new Availability.Available(
                    "copies through java.nio; no splice: " + e.getMessage() + "; to have it, " + e.cure());
        } catch (SystemCallException e) {
            return new Availability.Available("copies through java.nio; no splice: " + e.getMessage());
        }
    }

    private static LibC linux() throws NativeAccessException, SystemCallException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new NativeAccessException("epoll and splice are Linux's");
        }
        LibC libC = SystemCalls.load();
        new Epoll(libC).close();
        return libC;
    }
}
