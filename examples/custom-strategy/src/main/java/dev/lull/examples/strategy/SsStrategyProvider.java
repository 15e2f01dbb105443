package dev.lull.examples.strategy;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.Capability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.StrategyException;
import dev.lull.spi.ActivityStrategyProvider;
import dev.lull.spi.PollingMonitor;
import dev.lull.spi.UnreadableException;
import java.util.Set;

/** The strategy "ss": asks the program ss(8) for the service's connections at each look. */
public final class SsStrategyProvider implements ActivityStrategyProvider {

    private final String program;

    /** Makes the provider; does nothing and loads nothing. */
    public SsStrategyProvider() {
        this("ss");
    }

    SsStrategyProvider(String program) {
        this.program = program;
    }

    @Override
    public String name() {
        return "ss";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.EARLIER_CONNECTIONS, Capability.PER_CONNECTION);
    }

    @Override
    public Availability probe() {
        try (ActivityMonitor monitor = open(MonitorTarget.port(1))) {
            return new Availability.Available(monitor.description());
        } catch (StrategyException e) {
            return new Availability.Unsupported(String.valueOf(e.getMessage()), "install iproute2, on Linux");
        }
    }

    @Override
    public ActivityMonitor open(MonitorTarget target, MonitorOptions options) {
        if (!(target instanceof MonitorTarget.Observed observed)) {
            throw new StrategyException("ss looks from beside the path and cannot carry " + target);
        }
        try {
            return new PollingMonitor(name(), capabilities(), options.clock(), new SsSource(program, observed));
        } catch (UnreadableException e) {
            throw new StrategyException("ss cannot watch " + target + ": " + e.getMessage(), e);
        }
    }
}
