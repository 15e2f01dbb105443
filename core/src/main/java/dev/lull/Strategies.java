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
 * Finds the strategies on the class path or module path, and chooses among them. One of Lull's own that is preferred
 * and not there is passed over, with the artifact to add as the reason; any other name that is not there is refused as
 * not known. Safe for use by any thread.
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
     * Chooses the first strategy that works here, for a program that opens several targets with it, and logs in one line
     * which it is, and why each one before it is not used.
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
        Chosen chosen = choose(preferred, installed);
        LOG.log(Level.INFO, chosen.sentence());
        return chosen.provider();
    }

    /** A strategy that works here, how it works, and why none before it does. */
    record Chosen(ActivityStrategyProvider provider, String detail, Map<String, String> passedOver) {
        String sentence() {
            return "watching with " + provider.name() + " (" + detail + ")" + notUsed(passedOver);
        }
    }

    static Chosen choose(List<String> preferred, InstalledStrategies installed) {
        installed.requireAnyAndAllKnown(preferred);
        Map<String, String> passedOver = new LinkedHashMap<>();
        for (String name : preferred) {
            ActivityStrategyProvider provider = installed.byName().get(name);
            if (provider == null) {
                passedOver.put(name, installed.absence(name));
                continue;
            }
            Availability availability = probe(provider);
            if (availability instanceof Availability.Available available) {
                return new Chosen(provider, available.detail(), passedOver);
            }
            passedOver.put(name, availability.explanation());
        }
        throw new NoStrategyException(passedOver);
    }

    /**
     * Takes what is there, for a program that leaves it to its class path or module path how it watches. The provider
     * that is returned opens each target with the best strategy that fits it and can: of Lull's own first those that
     * look from beside the path, {@code ebpf} before {@code procfs}, then {@code proxy} before {@code uring}, and then
     * others in alphabetical order. Each time it logs in one line what watches, and why nothing better does.
     *
     * @return all strategies that are installed as one, called {@code "best"}
     * @throws NoStrategyException if none is installed; it names the artifacts to choose from
     */
    public static ActivityStrategyProvider best() {
        return new BestStrategy(InstalledStrategies.in(Strategies.class.getClassLoader()));
    }

    /**
     * Opens a target with the first strategy that can, with default options. One line is logged, at level INFO: what
     * watches, and why each one before it does not; {@link #open(List, MonitorTarget, MonitorOptions)} logs nothing and
     * returns the reasons.
     *
     * @param target what to watch
     * @param preferred names in order of preference
     * @return the open monitor; the caller closes it
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if no name is given, or one is not known
     * @throws NoStrategyException if none can; it gives each one's reason and cure
     */
    public static ActivityMonitor open(MonitorTarget target, String... preferred) {
        return announced(target, open(List.of(preferred), target, MonitorOptions.defaults()));
    }

    /** Says in one line what watches, and why nothing better does. */
    static ActivityMonitor announced(MonitorTarget target, Opened opened) {
        ActivityMonitor monitor = opened.monitor();
        String how = monitor.description().equals(monitor.strategy()) ? "" : " (" + monitor.description() + ")";
        LOG.log(Level.INFO, "watching " + target + " with " + monitor.strategy() + how + notUsed(opened.passedOver()));
        return monitor;
    }

    private static String notUsed(Map<String, String> passedOver) {
        StringBuilder reasons = new StringBuilder();
        passedOver.forEach((name, reason) ->
                reasons.append("; ").append(name).append(" is not used: ").append(reason));
        return reasons.toString();
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
        installed.requireAnyAndAllKnown(preferred);
        Map<String, String> passedOver = new LinkedHashMap<>();
        for (String name : preferred) {
            ActivityStrategyProvider provider = installed.byName().get(name);
            Optional<String> obstacle =
                    provider == null ? Optional.of(installed.absence(name)) : obstacle(provider, target);
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
}
