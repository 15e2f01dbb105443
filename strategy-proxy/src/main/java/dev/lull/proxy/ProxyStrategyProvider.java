package dev.lull.proxy;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.Capability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.StrategyException;
import dev.lull.proxy.ready.DataPaths;
import dev.lull.proxy.relay.RelayMonitor;
import dev.lull.spi.ActivityStrategyProvider;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;

/** The strategy {@code proxy}: a relay that copies, and splices bulk on Linux. Works on every machine. */
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
    public Availability probe() {
        return DataPaths.probe();
    }

    @Override
    public ActivityMonitor open(MonitorTarget target, MonitorOptions options) {
        Objects.requireNonNull(target, "target");
        RelayOptions settings = options.settings(RelayOptions.class).orElse(RelayOptions.defaults());
        if (!(target instanceof MonitorTarget.Proxied proxied)) {
            throw new StrategyException("the strategy proxy stands in the path and cannot watch " + target
                    + " from beside it; give it an address to listen at and the service's (--listen and --to), or use"
                    + " the strategy ebpf or procfs");
        }
        try {
            return RelayMonitor.open(NAME, DataPaths.choose(settings), proxied, options);
        } catch (IOException e) {
            throw new StrategyException(
                    "cannot relay from " + proxied + ": " + e.getMessage()
                            + "; is the port taken, or the address not this machine's?",
                    e);
        }
    }
}
