package dev.lull.uring;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.Capability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.StrategyException;
import dev.lull.proxy.RelayOptions;
import dev.lull.proxy.relay.Quota;
import dev.lull.proxy.relay.RelayMonitor;
import dev.lull.spi.ActivityStrategyProvider;
import dev.lull.spi.UnavailableException;
import java.util.Set;

/**
 * Offers the strategy {@code uring}: the relay of the strategy {@code proxy}, with io_uring carrying the bytes. Its
 * settings are {@link RelayOptions}, of which {@link RelayOptions#dataPath()} and {@link RelayOptions#pipes()} do not
 * matter here. Needs Linux 5.19 or newer, where io_uring is allowed. Safe for use by any thread.
 */
public final class UringStrategyProvider implements ActivityStrategyProvider {

    private static final String NAME = "uring";

    /** Makes the provider; loads nothing. */
    public UringStrategyProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<Capability> capabilities() {
        return RelayMonitor.CAPABILITIES;
    }

    @Override
    public boolean inPath() {
        return true;
    }

    /** Makes a ring and lets it make a socket: trying is more reliable than any list of conditions. */
    @Override
    public Availability probe() {
        return new RingAvailability().availability();
    }

    @Override
    public Availability probeWitness() {
        return RelayMonitor.probeWitness();
    }

    @Override
    public ActivityMonitor open(MonitorTarget target, MonitorOptions options) {
        try {
            return RelayMonitor.open(
                    NAME, settings -> new UringDataPath(new Quota(settings.heldBytesBound())), target, options);
        } catch (StrategyException | LinkageError e) {
            if (target instanceof MonitorTarget.Proxied) {
                requireRing(target);
            }
            throw e; // not for want of io_uring
        }
    }

    /** Tells what is missing as the probe tells it. Only after a failure: otherwise opening is the trial. */
    private static void requireRing(MonitorTarget target) {
        try {
            new RingAvailability().requireRing();
        } catch (UnavailableException e) {
            throw e.toException(NAME, target);
        }
    }
}
