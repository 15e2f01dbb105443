package dev.lull.micrometer;

import dev.lull.metrics.WatchMeter;
import dev.lull.metrics.WatchTally;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hands the figures of a watched service to Micrometer, which the program must bring ({@code micrometer-core}); the
 * meters are those of {@link WatchMeter}. A gauge that has no value at the moment is NaN; bytes are a meter only where the strategy measures them. Safe for use by any thread.
 *
 * <p>A registry keeps its meters: what was bound is held by it, with its monitor, until the registry is closed.
 */
@SuppressWarnings("exports") // Micrometer is the program's own, and no module that core must have
public final class LullMetrics implements MeterBinder {

    private final WatchTally tally;
    private final Tags tags;

    /**
     * Makes one without tags of its own.
     *
     * @param tally of the service; a listener of its watcher, and of its sleeper
     * @throws NullPointerException if {@code tally} is null
     */
    public LullMetrics(WatchTally tally) {
        this(tally, Tags.empty());
    }

    /**
     * Makes one.
     *
     * @param tally of the service; a listener of its watcher, and of its sleeper
     * @param tags on each meter: what tells the service from others in the same registry
     * @throws NullPointerException if an argument is null
     */
    public LullMetrics(WatchTally tally, Iterable<Tag> tags) {
        this.tally = Objects.requireNonNull(tally, "tally");
        this.tags = Tags.of(Objects.requireNonNull(tags, "tags"));
    }

    /**
     * Registers the meters.
     *
     * @param registry where
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        Clock clock = registry.config().clock();
        for (WatchMeter meter : WatchMeter.values()) {
            if (meter == WatchMeter.BYTES && !tally.measuresTraffic()) {
                continue;
            }
            for (String value : meter.labelValues(tally.strategy())) {
                bind(registry, meter, value, clock);
            }
        }
    }

    private void bind(MeterRegistry registry, WatchMeter meter, String value, Clock clock) {
        Tags all = value.isEmpty() ? tags : tags.and(meter.label(), value);
        @Nullable String unit = meter.unit().isEmpty() ? null : meter.unit();
        if (meter.kind() == WatchMeter.Kind.COUNTER) {
            FunctionCounter.builder(meter.dottedName(), tally, each -> value(each, meter, value, clock, 0))
                    .description(meter.description())
                    .baseUnit(unit)
                    .tags(all)
                    .register(registry);
        } else {
            Gauge.builder(meter.dottedName(), tally, each -> value(each, meter, value, clock, Double.NaN))
                    .description(meter.description())
                    .baseUnit(unit)
                    .tags(all)
                    .strongReference(true)
                    .register(registry);
        }
    }

    private static double value(WatchTally tally, WatchMeter meter, String label, Clock clock, double otherwise) {
        return meter.value(tally.figures(), label, clock.wallTime()).orElse(otherwise);
    }
}
