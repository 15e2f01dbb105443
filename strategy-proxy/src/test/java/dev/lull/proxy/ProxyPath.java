package dev.lull.proxy;

import dev.lull.contract.Require;
import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.spi.ActivityStrategyProvider;

/** The data paths of the strategy {@code proxy}. */
public enum ProxyPath implements RelayPath {
    /** Through java.nio. */
    COPY(RelayOptions.DataPathChoice.COPY, ProxyPath.PLENTY),
    /** Through epoll and splice. */
    SPLICE(RelayOptions.DataPathChoice.SPLICE, ProxyPath.PLENTY),
    /** Through epoll, where no pipe can be had. */
    EPOLL_WITHOUT_PIPES(RelayOptions.DataPathChoice.SPLICE, 0),
    /** Through epoll, with fewer pipes than directions. */
    EPOLL_SHORT_OF_PIPES(RelayOptions.DataPathChoice.SPLICE, 2);

    private static final int PLENTY = 64;

    private final RelayOptions.DataPathChoice choice;
    private final int pipes;

    ProxyPath(RelayOptions.DataPathChoice choice, int pipes) {
        this.choice = choice;
        this.pipes = pipes;
    }

    @Override
    public ActivityStrategyProvider provider() {
        return new ProxyStrategyProvider();
    }

    @Override
    public RelayOptions.Builder options() {
        return RelayOptions.builder().dataPath(choice).pipes(pipes);
    }

    @Override
    public boolean isShortOfPipes() {
        return pipes < PLENTY;
    }

    @Override
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
