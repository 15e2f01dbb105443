package dev.lull;

import dev.lull.spi.ActivityStrategyProvider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Finds the strategies on the class path or module path, and chooses among them. Safe for use by any thread.
 *
 * <p>Opens a port with the best strategy that works here, and says why no better one does:
 *
 * <pre>{@code
 * Strategies.Opened opened =
 *         Strategies.open(List.of("ebpf", "procfs"), MonitorTarget.port(2222), MonitorOptions.defaults());
 * opened.passedOver().forEach((name, reason) -> System.err.println(name + " is not used: " + reason));
 * try (ActivityMonitor monitor = opened.monitor()) {
 *     System.out.println("watching by " + monitor.description());
 * }
 * }</pre>
 */
public final class Strategies {

    private static final Logger LOG = System.getLogger(Strategies.class.getName());

    private Strategies() {}

    /**
     * Chooses the first strategy that works here, for a program that opens several targets with it.
     * {@link #open(MonitorTarget, String...)} does more: it goes on where that strategy cannot open the target.
     *
     * @param preferred names in order of preference
     * @return the strategy
     * @throws NullPointerException if a name is null
     * @throws IllegalArgumentException if no name is given, or one is not known
     * @throws NoStrategyException if none works here; it gives each one's reason and cure
     */
    public static ActivityStrategyProvider select(String... preferred) {
        return select(List.of(preferred));
    }

    /**
     * Chooses the first strategy that works here; see {@link #select(String...)}.
     *
     * @param preferred names in order of preference
     * @return the strategy
     * @throws NullPointerException if a name is null
     * @throws IllegalArgumentException if no name is given, or one is not known
     * @throws NoStrategyException if none works here; it gives each one's reason and cure
     */
    public static ActivityStrategyProvider select(List<String> preferred) {
        return select(preferred, InstalledStrategies.in(Strategies.class.getClassLoader()));
    }

    static ActivityStrategyProvider select(List<String> preferred, InstalledStrategies installed) {
        requireAnyAndAllKnown(preferred, installed);
        Map<String, String> passedOver = new LinkedHashMap<>();
        for (String name : preferred) {
            ActivityStrategyProvider provider = installed.byName().get(name);
            Availability availability = provider == null ? broken(installed) : probe(provider);
            if (provider != null && availability instanceof Availability.Available) {
                return provider;
            }
            passedOver.put(name, availability.explanation());
        }
        throw new NoStrategyException(passedOver);
    }

    /**
     * Opens a target with the first strategy that can, with default options. Those passed over are logged, each with
     * its reason; {@link #open(List, MonitorTarget, MonitorOptions)} returns them.
     *
     * @param target what to watch
     * @param preferred names in order of preference
     * @return the open monitor; the caller closes it
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if no name is given, or one is not known
     * @throws NoStrategyException if none can; it gives each one's reason and cure
     */
    public static ActivityMonitor open(MonitorTarget target, String... preferred) {
        Opened opened = open(List.of(preferred), target, MonitorOptions.defaults());
        opened.passedOver().forEach((name, reason) -> LOG.log(Level.INFO, name + " is not used: " + reason));
        return opened.monitor();
    }

    /**
     * Holds a monitor that was opened, and says why no strategy preferred to its own was used.
     *
     * @param monitor open; the caller closes it
     * @param passedOver the strategies preferred to it, in order, each with the reason why it is not used, for people
     */
    public record Opened(ActivityMonitor monitor, Map<String, String> passedOver) {
        /**
         * Copies the reasons.
         *
         * @throws NullPointerException if one of them is null
         */
        public Opened {
            Objects.requireNonNull(monitor, "monitor");
            passedOver = Collections.unmodifiableMap(new LinkedHashMap<>(passedOver));
        }
    }

    /**
     * Opens a target with the first strategy that can. It goes on to the next strategy also where one works here in
     * general but cannot open this target, or does not fit it: a strategy in the path cannot watch a target from beside
     * it, nor the other way round.
     *
     * <p>A strategy that looks from beside the path is {@linkplain ActivityStrategyProvider#probe() probed} first,
     * because it could open and yet see nothing. For one in the path, opening is the test.
     *
     * @param preferred names in order of preference
     * @param target what to watch
     * @param options how
     * @return the open monitor and those passed over
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if no name is given, or one is not known, or the options are wrong
     * @throws NoStrategyException if none can; it gives each one's reason and cure
     */
    public static Opened open(List<String> preferred, MonitorTarget target, MonitorOptions options) {
        return open(preferred, target, options, UnaryOperator.identity());
    }

    /**
     * Opens a target with the first strategy that can, and that sees what is needed.
     *
     * @param preferred names in order of preference
     * @param target what to watch
     * @param options how
     * @param around what to put around each monitor, such as {@link Monitors#ignoringPeers}; where that throws
     *     {@link StrategyException}, the monitor is closed and the next strategy is taken
     * @return the open monitor, with what was put around it, and those passed over
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if no name is given, or one is not known, or the options are wrong
     * @throws NoStrategyException if none can; it gives each one's reason and cure
     */
    public static Opened open(
            List<String> preferred,
            MonitorTarget target,
            MonitorOptions options,
            UnaryOperator<ActivityMonitor> around) {
        return open(preferred, target, options, around, InstalledStrategies.in(Strategies.class.getClassLoader()));
    }

    static Opened open(
            List<String> preferred,
            MonitorTarget target,
            MonitorOptions options,
            UnaryOperator<ActivityMonitor> around,
            InstalledStrategies installed) {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(around, "around");
        requireAnyAndAllKnown(preferred, installed);
        Map<String, String> passedOver = new LinkedHashMap<>();
        for (String name : preferred) {
            ActivityStrategyProvider provider = installed.byName().get(name);
            Optional<String> obstacle =
                    provider == null ? Optional.of(broken(installed).explanation()) : obstacle(provider, target);
            if (provider != null && obstacle.isEmpty()) {
                try {
                    return new Opened(around(provider.open(target, options), around), passedOver);
                } catch (StrategyException e) {
                    obstacle = Optional.of(String.valueOf(e.getMessage()));
                } catch (LinkageError e) { // of native code that only opening needs
                    obstacle = Optional.of("opening it threw " + e);
                }
            }
            obstacle.ifPresent(reason -> passedOver.put(name, reason));
        }
        throw new NoStrategyException(passedOver);
    }

    private static Optional<String> obstacle(ActivityStrategyProvider provider, MonitorTarget target) {
        Optional<String> unfit = provider.unfitFor(target);
        if (unfit.isPresent() || target instanceof MonitorTarget.Proxied) {
            return unfit;
        }
        Availability availability = probe(provider);
        return availability instanceof Availability.Available
                ? Optional.empty()
                : Optional.of(availability.explanation());
    }

    private static ActivityMonitor around(ActivityMonitor monitor, UnaryOperator<ActivityMonitor> around) {
        try {
            return around.apply(monitor);
        } catch (RuntimeException e) {
            monitor.close();
            throw e;
        }
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
     * Returns every strategy that is installed, without trying them. One that cannot be loaded is logged and left out,
     * so that the others still work; asking for it by name says why.
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
    private static void requireAnyAndAllKnown(List<String> names, InstalledStrategies installed) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("preferred: no strategy named, expected at least one");
        }
        for (String name : names) {
            if (!installed.byName().containsKey(name) && installed.broken().isEmpty()) {
                throw new IllegalArgumentException("strategy: \"" + name + "\" is not known here, expected one of "
                        + String.join(", ", installed.byName().keySet()));
            }
        }
    }
}
