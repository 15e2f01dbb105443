package dev.lull.procfs;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.Capability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.StrategyException;
import dev.lull.Testimony;
import dev.lull.Witness;
import dev.lull.internal.linux.TargetFilter;
import dev.lull.spi.ActivityStrategyProvider;
import dev.lull.spi.PollingMonitor;
import dev.lull.spi.TimedDoor;
import dev.lull.spi.UnavailableException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Offers the strategy "procfs": looks at the kernel's table of TCP sockets whenever it is asked. It needs no privilege
 * and stays beside the path. Settings: {@link ProcfsOptions}.
 *
 * <p>What it can see depends on the {@linkplain ProcfsOptions.Source source}; the monitor's
 * {@link ActivityMonitor#capabilities()} and {@link ActivityMonitor#description()} say which one it is, and why no
 * better one. All of them see the connections of the watched network namespace only, and by their local port: a client
 * on the same machine is not taken for the service.
 */
public final class ProcfsStrategyProvider implements ActivityStrategyProvider {

    private static final String NAME = "procfs";

    /** A port that is looked at only to see whether looking works. */
    private static final MonitorTarget.Observed ANY_TARGET =
            new MonitorTarget.Observed(new TreeSet<>(Set.of(1)), Optional.empty());

    /** Makes the provider; does nothing and loads nothing. */
    public ProcfsStrategyProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<Capability> capabilities() {
        return SourceKind.SOCK_DIAG.capabilities();
    }

    @Override
    public Availability probe() {
        try {
            String description = new SourceChoice(ProcfsOptions.defaults())
                    .first(new TargetFilter(ANY_TARGET), (kind, source) -> {
                        try (source) {
                            source.look(row -> {});
                            return source.description();
                        }
                    });
            return new Availability.Available(description);
        } catch (UnavailableException e) {
            return e.toAvailability();
        }
    }

    @Override
    public Availability probeWitness() {
        try {
            return new SourceChoice(ProcfsOptions.defaults()).first(new TargetFilter(ANY_TARGET), (kind, source) -> {
                try (source) {
                    return availability(source.witness());
                }
            });
        } catch (UnavailableException e) {
            return e.toAvailability();
        }
    }

    private static Availability availability(Witness witness) {
        Testimony testimony = witness.testify();
        if (testimony instanceof Testimony.Absent absent) {
            return new Availability.Unsupported(absent.reason(), "mount procfs, or run where sock_diag works");
        }
        return testimony instanceof Testimony.Unreadable unreadable
                ? new Availability.Inconclusive(unreadable.reason())
                : new Availability.Available(witness.description());
    }

    private static Optional<TimedDoor> door(MonitorTarget.Observed target, ProcfsOptions settings) {
        return settings.pid().isPresent()
                ? Optional.empty()
                : settings.serviceProcesses().map(processes -> new TimedDoor(new ServiceThreshold(target, processes)));
    }

    @Override
    public ActivityMonitor open(MonitorTarget target, MonitorOptions options) {
        if (!(target instanceof MonitorTarget.Observed observed)) {
            throw new StrategyException(NAME + " looks from beside the path and cannot carry " + target
                    + "; give it the service's own port, or use an in-path strategy such as proxy");
        }
        ProcfsOptions settings = options.settings(ProcfsOptions.class).orElseGet(ProcfsOptions::defaults);
        try {
            return new SourceChoice(settings)
                    .first(
                            new TargetFilter(observed),
                            (kind, source) -> new PollingMonitor(
                                    NAME, kind.capabilities(), options.clock(), source, door(observed, settings)));
        } catch (UnavailableException e) {
            throw e.toException(NAME, target);
        }
    }
}
