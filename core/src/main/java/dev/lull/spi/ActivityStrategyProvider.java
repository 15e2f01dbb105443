package dev.lull.spi;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.Capability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.StrategyException;
import dev.lull.Witness;
import java.util.Optional;
import java.util.Set;

/**
 * Offers a strategy to {@link java.util.ServiceLoader}. Implementations have a public constructor without arguments;
 * loading and constructing one does nothing and loads no native code. Safe for use by any thread.
 */
public interface ActivityStrategyProvider {

    /**
     * Returns the name that users choose the strategy by.
     *
     * @return one lower-case word, such as {@code "procfs"}
     */
    String name();

    /**
     * Returns what the strategy can see and do at its best.
     *
     * @return an unmodifiable set
     */
    Set<Capability> capabilities();

    /**
     * Tries whether the strategy works on this machine, in this process, now. Never throws and leaves nothing behind.
     *
     * @return the answer, with the reason
     */
    Availability probe();

    /**
     * Tries whether a monitor of this strategy has a {@link Witness} here. Never throws and leaves nothing behind.
     *
     * @return available with the witness's description, or why a stop is decided without one
     */
    default Availability probeWitness() {
        return new Availability.Unsupported("the strategy " + name() + " has no second source", "none is known");
    }

    /**
     * Tells where the strategy watches from: in the path, carrying the bytes between the clients and the service, or
     * beside it.
     *
     * @return true for a relay; by default false
     */
    default boolean inPath() {
        return false;
    }

    /**
     * Says why the strategy is of the wrong kind for a target, if it is. By default one that stands {@linkplain #inPath
     * in the path} fits {@link MonitorTarget.Proxied} alone; any other one fits {@link MonitorTarget.Observed} alone.
     *
     * @param target what to watch
     * @return why the strategy cannot watch such a target, for people; empty if it can
     */
    default Optional<String> unfitFor(MonitorTarget target) {
        if (inPath() && target instanceof MonitorTarget.Observed) {
            return Optional.of(name() + " stands in the path, and needs a frontend and a service as its target");
        }
        if (!inPath() && target instanceof MonitorTarget.Proxied) {
            return Optional.of(name() + " looks from beside the path, and cannot stand in front of a service");
        }
        return Optional.empty();
    }

    /**
     * Begins to watch.
     *
     * @param target what to watch
     * @param options how
     * @return the open monitor; the caller closes it
     * @throws NullPointerException if an argument is null
     * @throws StrategyException if the strategy does not work here or cannot watch such a target; nothing is left open
     */
    ActivityMonitor open(MonitorTarget target, MonitorOptions options);

    /**
     * Begins to watch with the {@linkplain MonitorOptions#defaults() default options}.
     *
     * @param target what to watch
     * @return the open monitor; the caller closes it
     * @throws NullPointerException if {@code target} is null
     * @throws StrategyException if the strategy does not work here or cannot watch such a target; nothing is left open
     */
    default ActivityMonitor open(MonitorTarget target) {
        return open(target, MonitorOptions.defaults());
    }
}
