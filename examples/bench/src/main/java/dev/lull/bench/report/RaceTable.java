package dev.lull.bench.report;

import dev.lull.bench.extra.Measurements;
import dev.lull.bench.extra.Races;
import dev.lull.bench.model.Metric;
import dev.lull.bench.run.Participant;
import dev.lull.bench.run.Results;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What became of the clients at the moment of a stop, of several runs in one table: one run of all takes an hour. */
final class RaceTable {

    private static final String STOPS = ".stops";
    private static final List<String> FIGURES = List.of(STOPS, ".served", ".next", ".refused", ".pending", ".cut");
    private static final String SMALL_SERVICE = "small, in the same JVM";

    private RaceTable() {}

    /**
     * Makes the table.
     *
     * @param runs the JSON of {@code lull bench}, each
     * @throws IOException if one is something else
     */
    static String markdown(List<String> runs) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("| | service | stops | served by that run | by a later run | refused, as nothing listened"
                + " | waited for 5 s | cut off | commit |");
        lines.add("|---|---|---|---|---|---|---|---|---|");
        for (String prefix : prefixes()) {
            for (String run : runs) {
                Results results = ReportJson.read(run);
                results.participants().forEach(participant -> row(results, participant, prefix)
                        .ifPresent(lines::add));
            }
        }
        return String.join("\n", lines);
    }

    private static List<String> prefixes() {
        return Measurements.METRICS.stream()
                .filter(metric ->
                        Races.IDS.contains(metric.step()) && metric.id().endsWith(STOPS))
                .map(metric -> metric.id().substring(0, metric.id().length() - STOPS.length()))
                .toList();
    }

    private static Optional<String> row(Results results, Participant participant, String prefix) {
        List<String> cells = new ArrayList<>();
        cells.add("`" + participant.name() + "`");
        int dot = prefix.indexOf('.');
        cells.add(dot < 0 ? SMALL_SERVICE : prefix.substring(dot + 1));
        for (String figure : FIGURES) {
            Metric metric = Measurements.metric(prefix + figure).orElseThrow();
            Optional<String> count =
                    results.of(participant.name(), metric).map(value -> String.valueOf(Math.round(value.median())));
            if (count.isEmpty()) {
                return Optional.empty();
            }
            cells.add(count.get());
        }
        cells.add(Optional.ofNullable(results.facts().get("commit")).orElse("–"));
        return Optional.of("| " + String.join(" | ", cells) + " |");
    }
}
