package dev.lull.proxy;

import dev.lull.contract.Require;
import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.spi.ActivityStrategyProvider;

/**
 * The data paths that each test of the relay runs over. A module with a data path of its own extends the tests, has an
 * enum of this very name with its paths in its tests, which comes first on the class path, and so tests those.
 */
public enum RelayPath {
    /** Through java.nio. */
    COPY(RelayOptions.DataPathChoice.COPY, 64),
    /** Through epoll and splice. */
    SPLICE(RelayOptions.DataPathChoice.SPLICE, 64),
    /** Through epoll, where no pipe can be had. */
    EPOLL_WITHOUT_PIPES(RelayOptions.DataPathChoice.SPLICE, 0),
    /** Through epoll, with fewer pipes than directions. */
    EPOLL_SHORT_OF_PIPES(RelayOptions.DataPathChoice.SPLICE, 2);

    private final RelayOptions.DataPathChoice choice;
    private final int pipes;

    RelayPath(RelayOptions.DataPathChoice choice, int pipes) {
        this.choice = choice;
        this.pipes = pipes;
    }

    /** Whose paths these are. */
    public static ActivityStrategyProvider provider() {
        return new ProxyStrategyProvider();
    }

    /** Settings for this path. */
    public RelayOptions.Builder options() {
        return RelayOptions.builder().dataPath(choice).pipes(pipes);
    }

    /** Skips, or fails where this machine must have it, if the path cannot be had. */
    public void requireMachine() {
        if (choice == RelayOptions.DataPathChoice.SPLICE) {
            Require.that("splice", hasNative(), "no epoll and splice in this process");
        }
    }

    private static boolean hasNative() {
        try {
            return System.getProperty("os.name").equals("Linux") && SystemCalls.load() != null;
        } catch (NativeAccessException e) {
            return false;
        }
    }
}
