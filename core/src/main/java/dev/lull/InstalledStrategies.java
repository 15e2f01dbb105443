package dev.lull;

import dev.lull.spi.ActivityStrategyProvider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;

/**
 * The strategies that a class loader finds.
 *
 * @param byName those that could be loaded, in alphabetical order; of two with the same name the first found
 * @param broken of each one that could not be loaded, what was said about it
 * @param unlisted those whose classes are there and that no service file names, the better ones first
 */
record InstalledStrategies(
        Map<String, ActivityStrategyProvider> byName, List<String> broken, List<PublishedStrategy> unlisted) {

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
        Map<String, ActivityStrategyProvider> byName = byName(found);
        List<PublishedStrategy> unlisted = Arrays.stream(PublishedStrategy.values())
                .filter(published -> !byName.containsKey(published.strategy()))
                .filter(published -> broken.stream().noneMatch(published::isNamedIn))
                .filter(published -> published.isIn(classLoader))
                .toList();
        return new InstalledStrategies(byName, List.copyOf(broken), unlisted);
    }

    static InstalledStrategies of(Collection<ActivityStrategyProvider> providers, List<String> broken) {
        return new InstalledStrategies(byName(providers), List.copyOf(broken), List.of());
    }

    private static Map<String, ActivityStrategyProvider> byName(Collection<ActivityStrategyProvider> providers) {
        Map<String, ActivityStrategyProvider> byName = new LinkedHashMap<>();
        providers.stream()
                .sorted(Comparator.comparing(ActivityStrategyProvider::name))
                .forEach(provider -> byName.putIfAbsent(provider.name(), provider));
        return Collections.unmodifiableMap(byName);
    }

    /** The names of all that a program here may have meant, those it can have, and those that Lull publishes. */
    private TreeSet<String> knownNames() {
        TreeSet<String> names = new TreeSet<>(byName.keySet());
        for (PublishedStrategy published : PublishedStrategy.values()) {
            names.add(published.strategy());
        }
        return names;
    }

    /** A name is a typo for certain only where every strategy could be loaded. */
    void requireAnyAndAllKnown(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("preferred: no strategy named, expected at least one");
        }
        TreeSet<String> known = knownNames();
        for (String name : names) {
            if (!known.contains(name) && broken.isEmpty()) {
                throw new IllegalArgumentException(
                        "strategy: \"" + name + "\" is not known here, expected one of " + String.join(", ", known));
            }
        }
    }

    /** Those that are there, and those that would be but for their service file, the better ones first, others last. */
    List<String> inOrder() {
        List<String> names = new ArrayList<>();
        for (PublishedStrategy published : PublishedStrategy.values()) {
            if (byName.containsKey(published.strategy()) || unlisted.contains(published)) {
                names.add(published.strategy());
            }
        }
        byName.keySet().stream().filter(name -> !names.contains(name)).forEach(names::add);
        return names;
    }

    /** Why a strategy is not here that {@link #requireAnyAndAllKnown} let pass, and what would bring it. */
    String absence(String name) {
        if (unlisted.stream().anyMatch(published -> published.strategy().equals(name))) {
            return "its classes are here, but META-INF/services was overwritten, where jars were merged into one: use"
                    + " ServicesResourceTransformer with maven-shade-plugin, or mergeServiceFiles() with Gradle's Shadow";
        }
        if (!broken.isEmpty()) {
            return "not found among those that could be loaded; could not be loaded: " + String.join(", ", broken)
                    + "; repair or remove its jar";
        }
        return PublishedStrategy.named(name)
                .map(published -> "not on the " + path() + ": add " + published.artifact())
                .orElse("not on the " + path());
    }

    /** Why there is none at all. */
    NoStrategyException noneAtAll() {
        String artifacts = String.join(
                ", ",
                Arrays.stream(PublishedStrategy.values())
                        .map(PublishedStrategy::artifact)
                        .toList());
        return new NoStrategyException(
                broken.isEmpty()
                        ? "no strategy is on the " + path() + ": add one or more of " + artifacts
                        : "no strategy could be loaded: " + String.join(", ", broken) + "; repair or remove its jar");
    }

    private static String path() {
        return InstalledStrategies.class.getModule().isNamed() ? "module path" : "class path";
    }
}
