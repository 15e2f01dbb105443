package dev.lull.bench.report;

import dev.lull.bench.extra.Measurements;
import dev.lull.bench.model.Metric;
import dev.lull.bench.model.Section;
import dev.lull.bench.run.Participant;
import dev.lull.bench.run.Results;
import dev.lull.bench.run.Statistics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The results as tables of text. */
public final class Tables {

    private static final List<Metric> MAIN =
            Measurements.METRICS.stream().filter(Metric::headline).toList();

    private static final List<Metric> COSTS = Measurements.METRICS.stream()
            .filter(metric -> !metric.headline() && (metric.chart().isPresent() || metric.kind() == Metric.Kind.COST))
            .toList();

    private static final String DISTURBED = "~";

    private final Results results;

    public Tables(Results results) {
        this.results = results;
    }

    /** For eighty columns and more. */
    public String terminal() {
        StringBuilder text = new StringBuilder();
        for (List<Metric> metrics : List.of(MAIN, COSTS)) {
            List<List<String>> rows = rows(metrics);
            for (int first = 1; first < rows.get(0).size(); first += 10) {
                aligned(text, rows, first, Math.min(rows.get(0).size(), first + 10));
                text.append('\n');
            }
        }
        reasons().forEach(reason -> text.append(reason).append('\n'));
        text.append(LEGEND).append('\n');
        new Conclusions(results).warning().ifPresent(warning -> text.append(warning)
                .append('\n'));
        return text.toString();
    }

    private static final String LEGEND =
            "Medians; in brackets the ratio to the direct connection of the same round. ~ other"
                    + " programs used the processors meanwhile. Latency in µs, start and idle stop in ms, memory in MB.";

    /** For a document: facts, goals, then a table for each group of charts. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        List<String> facts = new ArrayList<>();
        results.facts().forEach((name, value) -> facts.add("- " + name + ": " + value));
        text.append(String.join("\n", facts)).append("\n\n");
        new Conclusions(results).warning().ifPresent(warning -> text.append(warning)
                .append("\n\n"));
        text.append("### Goals\n\n").append(Goals.markdown(results)).append('\n');
        for (Section section : Section.values()) {
            group(text, section.title(), Measurements.drawnIn(section));
        }
        Measurements.growths()
                .forEach(growth ->
                        group(text, growth.title(), List.copyOf(growth.metrics().values())));
        text.append(LEGEND).append(' ').append(spread()).append("\n\n");
        reasons().forEach(reason -> text.append("- ").append(reason).append('\n'));
        return text.toString();
    }

    private void group(StringBuilder text, String title, List<Metric> metrics) {
        List<List<String>> rows = rows(metrics);
        int columns = rows.get(0).size();
        if (columns > 1) {
            text.append("### ").append(title).append("\n\n");
            row(text, rows.get(0));
            row(text, rows.get(0).stream().map(cell -> "---").toList());
            // Whom none of it concerns is left out; who is absent or failed is not.
            rows.stream()
                    .skip(1)
                    .filter(cells -> Collections.frequency(cells, "–") < columns - 1)
                    .forEach(cells -> row(text, cells));
            text.append('\n');
        }
    }

    /** How far the limit itself spreads: what others differ by less is not told apart. */
    private String spread() {
        List<String> parts = new ArrayList<>();
        for (Metric metric : MAIN) {
            results.of(Results.DIRECT, metric)
                    .filter(value -> value.count() > 1)
                    .ifPresent(value -> parts.add(metric.id() + " "
                            + Math.round(100 * (value.high() - value.low()) / value.median()) + " %"));
        }
        return parts.isEmpty()
                ? ""
                : "The middle half of the rounds' values of the direct connection spreads over, in percent of the median: "
                        + String.join(", ", parts) + ".";
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append("| ");
        text.append(String.join(
                " | ", cells.stream().map(cell -> cell.replace("|", "\\|")).toList()));
        text.append(" |\n");
    }

    private static void aligned(StringBuilder text, List<List<String>> rows, int first, int end) {
        List<Integer> columns = new ArrayList<>(List.of(0));
        for (int i = first; i < end; i++) {
            columns.add(i);
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column : columns) {
                int width = rows.stream()
                        .mapToInt(cells -> cells.get(column).length())
                        .max()
                        .orElse(0);
                String cell = row.get(column);
                String pad = " ".repeat(width - cell.length());
                line.append(column == 0 ? cell + pad : "  " + pad + cell);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private List<List<String>> rows(List<Metric> wanted) {
        List<Metric> metrics =
                wanted.stream().filter(Measurements.in(results)::contains).toList();
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("contestant"));
        metrics.forEach(metric -> head.add(
                metric.id() + (metric.unit().isEmpty() || metric.unit().equals("/s") ? "" : " " + metric.unit())));
        rows.add(head);
        for (Participant participant : results.participants()) {
            List<String> row = new ArrayList<>(List.of(participant.name()));
            metrics.forEach(metric -> row.add(cell(participant, metric)));
            rows.add(row);
        }
        return rows;
    }

    private String cell(Participant participant, Metric metric) {
        Optional<Statistics> value = results.of(participant.name(), metric);
        if (value.isEmpty()) {
            return switch (participant.state()) {
                case ABSENT -> "absent";
                case FAILED -> "failed";
                case MEASURED ->
                    results.failure(participant.name(), metric.step()).isPresent() ? "failed" : "–";
            };
        }
        String text = NumberText.of(value.get().median());
        text += results.shownRatio(participant, metric)
                .map(ratio -> " (" + NumberText.ratio(ratio.median()) + ")")
                .orElse("");
        return results.disturbed(participant.name(), metric) ? text + DISTURBED : text;
    }

    /** What is absent, what failed, and why. */
    List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        for (Participant participant : results.participants()) {
            if (participant.state() != Participant.State.MEASURED) {
                String state = participant.state() == Participant.State.ABSENT ? "absent" : "failed";
                reasons.add(participant.name() + ": " + state + ": " + participant.why());
            }
            participant.notes().forEach(note -> reasons.add(participant.name() + ": " + note));
        }
        Map<String, String> single = new LinkedHashMap<>();
        results.failures().stream()
                .filter(failure -> !failure.isOfAll())
                .forEach(failure -> single.putIfAbsent(
                        failure.contestant() + ", " + failure.step(),
                        "failed in round " + failure.round() + ": " + failure.why()));
        single.forEach((what, why) -> reasons.add(what + ": " + why));
        Optional.ofNullable(results.facts().get("left out for lack of time"))
                .ifPresent(what -> reasons.add("left out for lack of time: " + what));
        return reasons;
    }
}
