package dev.lull.launcher.run;

import dev.lull.ActivityMonitor;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.NoStrategyException;
import dev.lull.Strategies;
import dev.lull.launcher.console.UsageException;
import dev.lull.launcher.option.Endpoint;
import dev.lull.launcher.option.StrategyPreference;
import dev.lull.spi.ActivityStrategyProvider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Opens the monitor of a run, and says in the command line's words what does not fit. */
public final class MonitorOpening {

    private MonitorOpening() {}

    /**
     * Opens the first of the preferred strategies that can watch the target.
     *
     * @throws UsageException if the user named a strategy that is not there, or one that cannot watch such a target
     * @throws CannotWatchException if none works here
     */
    public static Strategies.Opened open(
            MonitorTarget target,
            StrategyPreference preference,
            MonitorOptions options,
            UnaryOperator<ActivityMonitor> filters)
            throws CannotWatchException {
        requireFitting(target, preference);
        Map<String, ActivityStrategyProvider> installed = Strategies.installed();
        // Of the defaults one may be left out of a build; that is no reason to refuse the others.
        List<String> names = here(preference.names(), installed.keySet());
        try {
            if (!names.isEmpty()) {
                return Strategies.open(names, target, options, filters);
            }
        } catch (NoStrategyException e) {
            throw new CannotWatchException(Endpoint.of(target), e.passedOver());
        }
        Map<String, String> missing = new LinkedHashMap<>();
        preference.names().forEach(name -> missing.put(name, "not part of this build"));
        throw new CannotWatchException(Endpoint.of(target), missing);
    }

    /**
     * Checks what the user named.
     *
     * @throws UsageException if a strategy is not there, or cannot watch such a target
     */
    static void requireFitting(MonitorTarget target, StrategyPreference preference) {
        if (preference.chosenByUser()) {
            Map<String, ActivityStrategyProvider> installed = Strategies.installed();
            preference.names().forEach(name -> requireFitting(target, name, installed));
        }
    }

    private static List<String> here(List<String> names, Set<String> installed) {
        return names.stream().filter(installed::contains).toList();
    }

    private static void requireFitting(
            MonitorTarget target, String name, Map<String, ActivityStrategyProvider> installed) {
        ActivityStrategyProvider provider = installed.get(name);
        if (provider == null) {
            throw new UsageException("--strategy: \"" + name + "\" is not known here, expected one of "
                    + String.join(", ", installed.keySet()));
        }
        if (provider.unfitFor(target).isPresent()) {
            throw new UsageException("--strategy: " + name
                    + (target instanceof MonitorTarget.Observed
                            ? " stands in the path, which needs --listen and --to, not --port"
                            : " looks from beside the path, which needs --port, not --listen"));
        }
    }
}
