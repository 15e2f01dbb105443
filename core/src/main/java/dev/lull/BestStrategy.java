package dev.lull;

import dev.lull.spi.ActivityStrategyProvider;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** All strategies that are here as one: a target is opened with the best of them that fits it and can. */
final class BestStrategy implements ActivityStrategyProvider {

    private final InstalledStrategies installed;

    BestStrategy(InstalledStrategies installed) {
        if (installed.inOrder().isEmpty()) {
            throw installed.noneAtAll();
        }
        this.installed = installed;
    }

    @Override
    public String name() {
        return "best";
    }

    @Override
    public Set<Capability> capabilities() {
        EnumSet<Capability> all = EnumSet.noneOf(Capability.class);
        installed.byName().values().forEach(provider -> all.addAll(provider.capabilities()));
        return Collections.unmodifiableSet(all);
    }

    @Override
    public Availability probe() {
        try {
            return new Availability.Available(
                    Strategies.choose(installed.inOrder(), installed).sentence());
        } catch (NoStrategyException e) {
            return new Availability.Inconclusive(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Availability probeWitness() {
        try {
            return Strategies.choose(installed.inOrder(), installed).provider().probeWitness();
        } catch (NoStrategyException e) {
            return new Availability.Inconclusive(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Optional<String> unfitFor(MonitorTarget target) {
        return fitting(target).isEmpty()
                ? Optional.of("none of " + String.join(", ", installed.inOrder()) + " is of the kind that can watch "
                        + target)
                : Optional.empty();
    }

    @Override
    public ActivityMonitor open(MonitorTarget target, MonitorOptions options) {
        List<String> fitting = fitting(target);
        // Where none fits, each one's reason is what to say.
        List<String> names = fitting.isEmpty() ? installed.inOrder() : fitting;
        return Strategies.announced(
                target, Strategies.open(names, target, options, UnaryOperator.identity(), installed));
    }

    private List<String> fitting(MonitorTarget target) {
        return installed.inOrder().stream()
                .filter(name -> {
                    ActivityStrategyProvider provider = installed.byName().get(name);
                    return provider == null || provider.unfitFor(target).isEmpty();
                })
                .toList();
    }
}
