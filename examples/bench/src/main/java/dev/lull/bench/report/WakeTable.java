package dev.lull.bench.report;

import dev.lull.bench.extra.Measurements;
import dev.lull.bench.extra.Wakes;
import dev.lull.bench.model.Metric;
import dev.lull.bench.run.Participant;
import dev.lull.bench.run.Results;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How long clients of a service that sleeps wait, of several runs in one table; who does not wake is no row. */
final class WakeTable {

    private static final String MEDIAN = ".p50";
    private static final String P99 = ".p99";
    private static final String NONE = "–";

    private WakeTable() {}

    /**
     * Makes the table.
     *
     * @param runs the JSON of {@code lull bench}, each
     * @throws IOException if one is something else
     */
    static String markdown(List<String> runs) throws IOException {
        List<String> scenes = scenes();
        List<String> lines = new ArrayList<>();
        lines.add("| |"
                + String.join(
                        "",
                        scenes.stream().map(scene -> " " + title(scene) + " |").toList())
                + " commit |");
        lines.add("|---|" + "---|".repeat(scenes.size()) + "---|");
        for (String run : runs) {
            Results results = ReportJson.read(run);
            results.participants()
                    .forEach(participant -> row(results, participant, scenes).ifPresent(lines::add));
        }
        return String.join("\n", lines);
    }

    /** Lists what figures of wakes are called, but for their ends. */
    private static List<String> scenes() {
        return Measurements.METRICS.stream()
                .filter(metric -> metric.step().equals(Wakes.ID) && metric.id().endsWith(MEDIAN))
                .map(metric -> metric.id().substring(0, metric.id().length() - MEDIAN.length()))
                .toList();
    }

    private static String title(String scene) {
        String whole = metric(scene + MEDIAN).title();
        return whole.substring(whole.indexOf(", ") + 2, whole.lastIndexOf(", "));
    }

    private static Metric metric(String id) {
        return Measurements.metric(id).orElseThrow();
    }

    private static Optional<String> row(Results results, Participant participant, List<String> scenes) {
        List<String> cells = scenes.stream()
                .map(scene -> millis(results, participant, scene + MEDIAN)
                        .flatMap(median ->
                                millis(results, participant, scene + P99).map(p99 -> median + " / " + p99))
                        .orElse(NONE))
                .toList();
        return cells.stream().allMatch(NONE::equals)
                ? Optional.empty()
                : Optional.of("| `" + participant.name() + "` | " + String.join(" | ", cells) + " | "
                        + Optional.ofNullable(results.facts().get("commit")).orElse(NONE) + " |");
    }

    private static Optional<String> millis(Results results, Participant participant, String id) {
        return results.of(participant.name(), metric(id))
                .map(value -> String.format(Locale.ROOT, value.median() < 10 ? "%.1f" : "%.0f", value.median()));
    }
}
