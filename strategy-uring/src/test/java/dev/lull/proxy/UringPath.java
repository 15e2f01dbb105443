package dev.lull.proxy;

import dev.lull.Availability;
import dev.lull.contract.Require;
import dev.lull.spi.ActivityStrategyProvider;
import dev.lull.uring.UringStrategyProvider;

/** The data path that the relay's tests run over here; comes before strategy-proxy's enum of the same name. */
public enum RelayPath {
    /** Through io_uring. */
    URING;

    /** Whose path this is. */
    public static ActivityStrategyProvider provider() {
        return new UringStrategyProvider();
    }

    /** Settings for this path. */
    public RelayOptions.Builder options() {
        return RelayOptions.builder();
    }

    /** Skips, or fails where this machine must have it, if io_uring cannot be had. */
    public void requireMachine() {
        Availability availability = provider().probe();
        Require.that("io_uring", availability instanceof Availability.Available, availability.explanation());
    }
}
