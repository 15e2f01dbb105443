package dev.lull.bench.run;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.model.Metric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a run found. The values are kept one by one; medians and ratios are computed from them.
 *
 * @param facts about machine, versions and settings, by name
 * @param participants the contestants, in the order in which they are shown
 * @param samples the values
 * @param failures what did not work
 */
public record Results(
        Map<String, String> facts, List<Participant> participants, List<Sample> samples, List<FailedStep> failures) {

    /** The contestant that all others are compared with. */
    public static final String DIRECT = "direct";

    public Results {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        participants = List.copyOf(participants);
        samples = List.copyOf(samples);
        failures = List.copyOf(failures);
    }

    public Optional<Statistics> of(String contestant, Metric metric) {
        List<Double> values = new ArrayList<>(byRound(contestant, metric).values());
        return values.isEmpty() ? Optional.empty() : Optional.of(Statistics.of(values));
    }

    /** To the direct connection's value of the same round. */
    public Optional<Statistics> ratio(String contestant, Metric metric) {
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

    /** The same where it says something: not of the limit itself, and of speeds only. */
    public Optional<Statistics> shownRatio(Participant participant, Metric metric) {
        return metric.comparable() && participant.kind() != Contestant.Kind.DIRECT
                ? ratio(participant.name(), metric)
                : Optional.empty();
    }

    public boolean disturbed(String contestant, Metric metric) {
        return samples.stream()
                .anyMatch(sample -> sample.disturbed()
                        && sample.metric().equals(metric)
                        && sample.contestant().equals(contestant));
    }

    /** The first reason why a contestant has no value, or not one for each round. */
    public Optional<String> failure(String contestant, String step) {
        return failures.stream()
                .filter(failure -> failure.contestant().equals(contestant)
                        && failure.step().equals(step))
                .map(FailedStep::why)
                .findFirst();
    }

    private Map<Integer, Double> byRound(String contestant, Metric metric) {
        Map<Integer, Double> values = new LinkedHashMap<>();
        for (Sample sample : samples) {
            if (sample.metric().equals(metric) && sample.contestant().equals(contestant)) {
                values.put(sample.round(), sample.value());
            }
        }
        return values;
    }
}
