package dev.lull.proxy;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.Capability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.proxy.ready.DataPaths;
import dev.lull.proxy.relay.RelayMonitor;
import dev.lull.spi.ActivityStrategyProvider;
import java.util.Set;

/** Offers the strategy {@code proxy}: a relay that copies, and splices bulk on Linux. Works on every machine. */
public final class ProxyStrategyProvider implements ActivityStrategyProvider {

    private static final String NAME = "proxy";

    /** Makes the provider; loads nothing. */
    public ProxyStrategyProvider() {}

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

    @Override
    public Availability probe() {
        return DataPaths.probe();
    }

    @Override
    public Availability probeWitness() {
        return RelayMonitor.probeWitness();
    }

    @Override
    public ActivityMonitor open(MonitorTarget target, MonitorOptions options) {
        return RelayMonitor.open(NAME, DataPaths::choose, target, options);
    }
}
