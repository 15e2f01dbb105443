package dev.lull.launcher;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.Capability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.StrategyException;
import dev.lull.spi.ActivityStrategyProvider;
import dev.lull.spi.PollingMonitor;
import dev.lull.spi.UnreadableException;
import java.nio.file.Path;
import java.util.Set;

/**
 * A strategy, "scripted", whose connections are the lines of a file that the test writes: {@code -Dlull.test.connections}
 * names it. Without the property it does not work here.
 */
public final class ScriptedStrategyProvider implements ActivityStrategyProvider {

    public static final String PROPERTY = "lull.test.connections";

    private static final Set<Capability> CAPABILITIES =
            Set.of(Capability.EARLIER_CONNECTIONS, Capability.PER_CONNECTION, Capability.TRAFFIC);

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Availability probe() {
        return System.getProperty(PROPERTY) == null
                ? new Availability.Unsupported("no script was given", "set -D" + PROPERTY)
                : new Availability.Available("reads a script");
    }

    @Override
    public ActivityMonitor open(MonitorTarget target, MonitorOptions options) {
        try {
            return new PollingMonitor(
                    name(), CAPABILITIES, options.clock(), new ScriptedSource(Path.of(System.getProperty(PROPERTY))));
        } catch (UnreadableException e) {
            throw new StrategyException("the script cannot be read: " + e.getMessage(), e);
        }
    }
}
