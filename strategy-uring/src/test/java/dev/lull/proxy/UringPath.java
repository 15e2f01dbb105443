package dev.lull.proxy;

import dev.lull.Availability;
import dev.lull.contract.Require;
import dev.lull.spi.ActivityStrategyProvider;
import dev.lull.uring.UringStrategyProvider;

/** The data path of the strategy {@code uring}. */
public enum UringPath implements RelayPath {
    /** Through io_uring. */
    URING;

    @Override
    public ActivityStrategyProvider provider() {
        return new UringStrategyProvider();
    }

    @Override
    public RelayOptions.Builder options() {
        return RelayOptions.builder();
    }

    @Override
    public void requireMachine() {
        Availability availability = provider().probe();
        Require.that("io_uring", availability instanceof Availability.Available, availability.explanation());
    }
}
