package dev.lull.bench.extra;

import dev.lull.bench.model.Growth;
import dev.lull.bench.model.Metric;
import dev.lull.bench.model.Section;
import dev.lull.bench.run.BenchSettings;
import dev.lull.bench.run.Results;
import dev.lull.bench.run.Sample;
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
            new JvmRaces(),
            new ProgramRaces(),
            new Wakes(),
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
    public static Set<String> ids() {
        return Stream.concat(
                        Workloads.ALL.stream().map(Workload::id),
                        EXTRAS.stream().map(Extra::id))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Tells whether a workload or extra is to be measured. */
    public static boolean isWanted(BenchSettings settings, String step, boolean onlyOnRequest) {
        return settings.only().contains(step)
                || (!onlyOnRequest && settings.only().stream().noneMatch(ids()::contains));
    }

    /** Returns the figures of which there is at least one value, in the order of tables. */
    public static Set<Metric> in(Results results) {
        Set<Metric> found = results.samples().stream().map(Sample::metric).collect(Collectors.toSet());
        return METRICS.stream().filter(found::contains).collect(Collectors.toCollection(LinkedHashSet::new));
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
