package dev.lull.bench;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that a run found. The values are kept one by one; medians and ratios are computed from them.
 *
 * @param facts about machine, versions and settings, by name
 * @param standings the contestants, in the order in which they are shown
 * @param samples the values
 * @param failures what did not work
 */
record Results(Map<String, String> facts, List<Standing> standings, List<Sample> samples, List<Failure> failures) {

    /** The contestant that all others are compared with. */
    static final String DIRECT = "direct";

    Results {
        facts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        standings = List.copyOf(standings);
        samples = List.copyOf(samples);
        failures = List.copyOf(failures);
    }

    Optional<Statistics> of(String contestant, Metric metric) {
        List<Double> values = new ArrayList<>(byRound(contestant, metric).values());
        return values.isEmpty() ? Optional.empty() : Optional.of(Statistics.of(values));
    }

    /** To the direct connection's value of the same round. */
    Optional<Statistics> ratio(String contestant, Metric metric) {
        Map<Integer, Double> direct = byRound(DIRECT, metric);
        List<Double> ratios = new ArrayList<>();
        byRound(contestant, metric).forEach((round, value) -> {
            Double limit = direct.get(round);
            if (limit != null && limit > 0) {
                ratios.add(value / limit);
            }
        });
        return ratios.isEmpty() ? Optional.empty() : Optional.of(Statistics.of(ratios));
    }

    boolean disturbed(String contestant, Metric metric) {
        return samples.stream()
                .anyMatch(sample -> sample.disturbed()
                        && sample.metric() == metric
                        && sample.contestant().equals(contestant));
    }

    /** The first reason why a contestant has no value, or not one for each round. */
    Optional<String> failure(String contestant, String step) {
        return failures.stream()
                .filter(failure -> failure.contestant().equals(contestant)
                        && failure.step().equals(step))
                .map(Failure::why)
                .findFirst();
    }

    /** Of what there is at least one value. */
    Set<Metric> measured() {
        Set<Metric> measured = EnumSet.noneOf(Metric.class);
        samples.forEach(sample -> measured.add(sample.metric()));
        return measured;
    }

    private Map<Integer, Double> byRound(String contestant, Metric metric) {
        Map<Integer, Double> values = new LinkedHashMap<>();
        for (Sample sample : samples) {
            if (sample.metric() == metric && sample.contestant().equals(contestant)) {
                values.put(sample.round(), sample.value());
            }
        }
        return values;
    }
}
