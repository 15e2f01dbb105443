package dev.lull.launcher.run;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.Capability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Strategies;
import dev.lull.StrategyException;
import dev.lull.launcher.UnavailableException;
import dev.lull.launcher.UsageException;
import dev.lull.launcher.option.Endpoint;
import dev.lull.launcher.option.MonitorFilters;
import dev.lull.launcher.option.StrategyPreference;
import dev.lull.spi.ActivityStrategyProvider;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A monitor, and why not a better one. Unlike {@link Strategies#choose} this goes on to the next strategy also where one
 * seems to work and then cannot open this target.
 *
 * @param monitor open; the caller closes it
 * @param passedOver those preferred to it, in order, each with the reason
 */
public record MonitorOpening(ActivityMonitor monitor, Map<String, String> passedOver) {

    /**
     * Opens the first that works.
     *
     * @throws UsageException if the user named a strategy that is not there, or one that cannot watch such a target
     * @throws UnavailableException if none works here
     */
    public static MonitorOpening open(
            MonitorTarget target, StrategyPreference preference, MonitorOptions options, MonitorFilters filters)
            throws UnavailableException {
        Map<String, ActivityStrategyProvider> installed = Strategies.installed();
        if (preference.chosenByUser()) {
            preference.names().forEach(name -> requireFitting(target, name, installed));
        }
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String name : preference.names()) {
            ActivityStrategyProvider provider = installed.get(name);
            if (provider == null) {
                reasons.put(name, "not part of this build");
                continue;
            }
            Availability availability = availability(provider, target);
            if (!(availability instanceof Availability.Available)) {
                reasons.put(name, availability.explanation());
                continue;
            }
            try {
                return new MonitorOpening(filters.around(provider.open(target, options)), reasons);
            } catch (StrategyException e) {
                reasons.put(name, String.valueOf(e.getMessage()));
            }
        }
        throw new UnavailableException(Endpoint.of(target), reasons);
    }

    /** What stands in the path needs no trial: opening it is one, and a trial may load what is not needed. */
    private static Availability availability(ActivityStrategyProvider provider, MonitorTarget target) {
        return target instanceof MonitorTarget.Proxied
                ? new Availability.Available("to be seen by opening it")
                : provider.probe();
    }

    private static void requireFitting(
            MonitorTarget target, String name, Map<String, ActivityStrategyProvider> installed) {
        ActivityStrategyProvider provider = installed.get(name);
        if (provider == null) {
            throw new UsageException("--strategy: \"" + name + "\" is not known here, expected one of "
                    + String.join(", ", installed.keySet()));
        }
        boolean inPath = provider.capabilities().contains(Capability.HOLDS_DOOR);
        if (inPath && target instanceof MonitorTarget.Observed) {
            throw new UsageException(
                    "--strategy: " + name + " stands in the path, which needs --listen and --to, not --port");
        }
        if (!inPath && target instanceof MonitorTarget.Proxied) {
            throw new UsageException(
                    "--strategy: " + name + " looks from beside the path, which needs --port, not --listen");
        }
    }
}
