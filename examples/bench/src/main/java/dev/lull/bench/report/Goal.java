package dev.lull.bench.report;

import dev.lull.bench.extra.Measurements;
import dev.lull.bench.model.Metric;
import dev.lull.bench.run.Results;
import dev.lull.bench.run.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One goal, and whether it is reached: computed from the results, never typed.
 *
 * @param what it is about
 * @param goal in words
 * @param bounds all that must hold
 */
record Goal(String what, String goal, List<Bound> bounds) {

    Goal {
        bounds = List.copyOf(bounds);
    }

    /** What a figure is compared with. */
    enum To {
        /** Nothing: the figure itself counts. */
        ITSELF,
        /** The ratio to the direct connection of the same round. */
        DIRECT,
        /** How much it is above the direct connection's. */
        ABOVE_DIRECT,
        /** The ratio to that of a JVM which does nothing. */
        IDLE_JVM,
        /** The ratio to the best of some others. */
        BEST_OF_OTHERS
    }

    /**
     * A figure and the least or most that it may be.
     *
     * @param contestant whose
     * @param metric which figure; where more of it is better it must be at least the limit, else at most
     * @param to what it is compared with
     * @param limit the least or most
     * @param others whom {@link To#BEST_OF_OTHERS} means
     */
    record Bound(String contestant, Metric metric, To to, double limit, List<String> others) {

        /** Makes one of a figure's name in JSON. */
        static Bound of(String contestant, String metric, To to, double limit, List<String> others) {
            return new Bound(
                    contestant,
                    Measurements.metric(metric)
                            .orElseThrow(() -> new IllegalArgumentException("metric: \"" + metric + "\" is unknown")),
                    to,
                    limit,
                    others);
        }

        static Bound of(String contestant, String metric, To to, double limit) {
            return of(contestant, metric, to, limit, List.of());
        }

        Optional<Double> measured(Results results) {
            Optional<Double> own = median(results, contestant);
            return switch (to) {
                case ITSELF -> own;
                case DIRECT -> results.ratio(contestant, metric).map(Statistics::median);
                case ABOVE_DIRECT ->
                    own.flatMap(value -> median(results, Results.DIRECT).map(limitValue -> value - limitValue));
                case IDLE_JVM -> ratio(own, median(results, "idle-jvm"));
                case BEST_OF_OTHERS ->
                    ratio(
                            own,
                            others.stream()
                                    .map(other -> median(results, other))
                                    .flatMap(Optional::stream)
                                    .reduce(metric.moreIsBetter() ? Math::max : Math::min));
            };
        }

        boolean holds(double value) {
            return metric.moreIsBetter() ? value >= limit : value <= limit;
        }

        private Optional<Double> median(Results results, String name) {
            return results.of(name, metric).map(Statistics::median);
        }

        private static Optional<Double> ratio(Optional<Double> own, Optional<Double> other) {
            return own.flatMap(value -> other.filter(divisor -> divisor > 0).map(divisor -> value / divisor));
        }

        private String text(Results results, boolean named) {
            String name = (named ? contestant + " " : "") + metric.id() + " ";
            Optional<Double> value = measured(results);
            if (value.isEmpty()) {
                boolean failed = results.failure(contestant, metric.step()).isPresent();
                return name + (failed ? "failed" : "not measured");
            }
            String figure = to == To.ITSELF || to == To.ABOVE_DIRECT
                    ? NumberText.of(value.get())
                    : NumberText.ratio(value.get()) + " ×";
            return name + (holds(value.get()) ? figure : "**" + figure + "**");
        }
    }

    /** What was measured, with what misses the goal in bold. */
    String measured(Results results) {
        boolean named = bounds.stream().map(Bound::contestant).distinct().count() > 1;
        List<String> texts = new ArrayList<>();
        bounds.forEach(bound -> texts.add(bound.text(results, named)));
        return String.join(", ", texts);
    }

    /** In a word. */
    String reached(Results results) {
        List<Boolean> held = new ArrayList<>();
        for (Bound bound : bounds) {
            bound.measured(results).ifPresent(value -> held.add(bound.holds(value)));
        }
        if (held.isEmpty()) {
            return "not measured";
        }
        String all = held.stream().allMatch(one -> one) ? "yes" : held.stream().anyMatch(one -> one) ? "in part" : "no";
        return held.size() == bounds.size() ? all : all + ", as far as measured";
    }
}
