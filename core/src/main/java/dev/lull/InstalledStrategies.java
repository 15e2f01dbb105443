package dev.lull;

import dev.lull.spi.ActivityStrategyProvider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The strategies that a class loader finds.
 *
 * @param byName those that could be loaded, in alphabetical order; of two with the same name the first found
 * @param broken of each one that could not be loaded, what was said about it
 */
record InstalledStrategies(Map<String, ActivityStrategyProvider> byName, List<String> broken) {

    private static final Logger LOG = System.getLogger(InstalledStrategies.class.getName());

    /** A loader that fails again and again at the same place must not be asked for ever. */
    private static final int MOST_FAILURES = 100;

    static InstalledStrategies in(ClassLoader classLoader) {
        Iterator<ActivityStrategyProvider> providers =
                ServiceLoader.load(ActivityStrategyProvider.class, classLoader).iterator();
        List<ActivityStrategyProvider> found = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        while (broken.size() < MOST_FAILURES) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                found.add(providers.next());
            } catch (ServiceConfigurationError | LinkageError e) { // the iterator goes on with the next one
                LOG.log(Level.WARNING, "a strategy on the class path cannot be loaded; the others are", e);
                broken.add(String.valueOf(e.getMessage()));
            }
        }
        return of(found, broken);
    }

    static InstalledStrategies of(Collection<ActivityStrategyProvider> providers, List<String> broken) {
        Map<String, ActivityStrategyProvider> byName = new LinkedHashMap<>();
        providers.stream()
                .sorted(Comparator.comparing(ActivityStrategyProvider::name))
                .forEach(provider -> byName.putIfAbsent(provider.name(), provider));
        return new InstalledStrategies(Collections.unmodifiableMap(byName), List.copyOf(broken));
    }
}
