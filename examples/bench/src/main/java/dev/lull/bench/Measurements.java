package dev.lull.bench;

import dev.lull.bench.extra.EventLatency;
import dev.lull.bench.extra.Extra;
import dev.lull.bench.extra.Growth;
import dev.lull.bench.extra.IdleStop;
import dev.lull.bench.extra.LookTime;
import dev.lull.bench.extra.Memory;
import dev.lull.bench.extra.Races;
import dev.lull.bench.extra.StartTime;
import dev.lull.bench.extra.SystemCallsAtRest;
import dev.lull.bench.extra.SystemCallsAtWork;
import dev.lull.bench.workload.Metric;
import dev.lull.bench.workload.Section;
import dev.lull.bench.workload.Workload;
import dev.lull.bench.workload.Workloads;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that can be measured, and the figures that come of it. */
public final class Measurements {

    /** What follows the rounds, in its order. A new one is a file of its own and a line here. */
    public static final List<Extra> EXTRAS = List.of(
            new SystemCallsAtRest(),
            Memory.usual(),
            Memory.of9500(),
            new SystemCallsAtWork(),
            new EventLatency(),
            new StartTime(),
            new IdleStop(),
            new Races(),
            new LookTime());

    /** In the order of tables: speeds, then the processor time that they cost, then the rest. */
    public static final List<Metric> METRICS = Stream.concat(
                    Workloads.ALL.stream()
                            .flatMap(workload -> workload.figures().stream())
                            .map(Workload.Figure::metric)
                            .sorted(Comparator.comparing(Metric::kind)),
                    EXTRAS.stream().flatMap(extra -> extra.metrics().stream()))
            .toList();

    private Measurements() {}

    /** Returns the names that can be asked for. */
    static Set<String> ids() {
        return Stream.concat(
                        Workloads.ALL.stream().map(Workload::id),
                        EXTRAS.stream().map(Extra::id))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns the figures that a section of the page shows. */
    public static List<Metric> drawnIn(Section section) {
        return METRICS.stream()
                .filter(metric -> metric.chart()
                        .filter(chart -> chart.section() == section)
                        .isPresent())
                .toList();
    }

    /** Returns what is shown growing. */
    public static List<Growth> growths() {
        return EXTRAS.stream().flatMap(extra -> extra.growth().stream()).toList();
    }

    /** Finds a figure by its name in JSON. */
    public static Optional<Metric> metric(String id) {
        return METRICS.stream().filter(metric -> metric.id().equals(id)).findFirst();
    }
}
