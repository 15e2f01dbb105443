package dev.lull;

import dev.lull.spi.ActivityStrategyProvider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds the strategies on the class path or module path, and chooses among them. Safe for use by any thread. */
public final class Strategies {

    private Strategies() {}

    /**
     * What was chosen, and why nothing better was.
     *
     * @param provider the first of the preferred strategies that works here
     * @param passedOver those preferred to it, in order, each with the reason why it does not work here
     */
    public record Selection(ActivityStrategyProvider provider, Map<String, Availability> passedOver) {
        /**
         * Copies the components.
         *
         * @throws NullPointerException if one of them is null
         */
        public Selection {
            Objects.requireNonNull(provider, "provider");
            passedOver = Collections.unmodifiableMap(new LinkedHashMap<>(passedOver));
        }
    }

    /**
     * Chooses the first strategy that works here.
     *
     * @param preferred names in order of preference
     * @return the strategy
     * @throws IllegalArgumentException if no name is given, or one is not known
     * @throws StrategyException if none works here; the message gives each one's reason and cure
     */
    public static ActivityStrategyProvider select(String... preferred) {
        return select(List.of(preferred));
    }

    /**
     * Chooses the first strategy that works here.
     *
     * @param preferred names in order of preference
     * @return the strategy
     * @throws IllegalArgumentException if no name is given, or one is not known
     * @throws StrategyException if none works here; the message gives each one's reason and cure
     */
    public static ActivityStrategyProvider select(List<String> preferred) {
        return choose(preferred).provider();
    }

    /**
     * Chooses the first strategy that works here, and says why better ones do not.
     *
     * @param preferred names in order of preference
     * @return the strategy and those passed over
     * @throws IllegalArgumentException if no name is given, or one is not known
     * @throws StrategyException if none works here; the message gives each one's reason and cure
     */
    public static Selection choose(List<String> preferred) {
        return choose(preferred, InstalledStrategies.in(Strategies.class.getClassLoader()));
    }

    static Selection choose(List<String> preferred, InstalledStrategies installed) {
        if (preferred.isEmpty()) {
            throw new IllegalArgumentException("preferred: no strategy named, expected at least one");
        }
        requireAllKnown(preferred, installed);
        Map<String, Availability> passedOver = new LinkedHashMap<>();
        for (String name : preferred) {
            ActivityStrategyProvider provider = installed.byName().get(name);
            Availability availability = provider == null ? broken(installed) : probe(provider);
            if (provider != null && availability instanceof Availability.Available) {
                return new Selection(provider, passedOver);
            }
            passedOver.put(name, availability);
        }
        List<String> reasons = new ArrayList<>();
        passedOver.forEach((name, availability) -> reasons.add(name + ": " + availability.explanation()));
        throw new StrategyException("no strategy works here: " + String.join(" | ", reasons));
    }

    /**
     * Tries every strategy that is installed.
     *
     * @return each one's name and answer, in alphabetical order
     */
    public static Map<String, Availability> probeAll() {
        Map<String, Availability> answers = new LinkedHashMap<>();
        installed().forEach((name, provider) -> answers.put(name, probe(provider)));
        return Collections.unmodifiableMap(answers);
    }

    /**
     * Returns every strategy that is installed, without trying them. One that cannot be loaded keeps nobody from the
     * others: it is logged and left out, and whoever asks for it by name is told why.
     *
     * @return the strategies by name, in alphabetical order; of two with the same name the first on the class path
     */
    public static Map<String, ActivityStrategyProvider> installed() {
        return InstalledStrategies.in(Strategies.class.getClassLoader()).byName();
    }

    /** Asks a provider, which should not throw; one that does must not keep anybody from the others. */
    private static Availability probe(ActivityStrategyProvider provider) {
        try {
            return provider.probe();
        } catch (RuntimeException | LinkageError e) {
            return new Availability.Inconclusive("its probe threw " + e);
        }
    }

    private static Availability broken(InstalledStrategies installed) {
        return new Availability.Unsupported(
                "not found among those that could be loaded; could not be loaded: "
                        + String.join(", ", installed.broken()),
                "repair or remove its jar");
    }

    /** A name is not known for certain only where every strategy could be loaded. */
    private static void requireAllKnown(List<String> names, InstalledStrategies installed) {
        for (String name : names) {
            if (!installed.byName().containsKey(name) && installed.broken().isEmpty()) {
                throw new IllegalArgumentException("strategy: \"" + name + "\" is not known here, expected one of "
                        + String.join(", ", installed.byName().keySet()));
            }
        }
    }
}
