package dev.lull.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The results as tables of text. */
final class Tables {

    private static final List<Metric> MAIN = List.of(
            Metric.UP1,
            Metric.DOWN1,
            Metric.UP16,
            Metric.DOWN16,
            Metric.PP1_P50,
            Metric.PP64_RATE,
            Metric.PP64_P99,
            Metric.CHURN,
            Metric.UP1_CPU,
            Metric.UP1_CPU_ALL);

    private static final List<Metric> COSTS = List.of(
            Metric.PACED_P50,
            Metric.PACED_P99,
            Metric.PACED_P999,
            Metric.PP64_CPU,
            Metric.CHURN_CPU,
            Metric.MEMORY_0,
            Metric.MEMORY_1000,
            Metric.MEMORY_5000,
            Metric.CALLS_REST,
            Metric.CALLS_QUIET,
            Metric.CALLS_BUSY,
            Metric.EVENT_P50,
            Metric.EVENT_P99,
            Metric.LOOK_100,
            Metric.LOOK_1000,
            Metric.LOOK_5000,
            Metric.LOOK_20000,
            Metric.START,
            Metric.IDLE_STOP);

    private static final String DISTURBED = "~";

    private final Results results;

    Tables(Results results) {
        this.results = results;
    }

    /** For eighty columns and more. */
    String terminal() {
        StringBuilder text = new StringBuilder();
        for (List<Metric> metrics : List.of(MAIN, COSTS)) {
            List<List<String>> rows = rows(metrics, " ");
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

    /** For a document. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        for (List<Metric> metrics : List.of(MAIN, COSTS)) {
            List<List<String>> rows = rows(metrics, " ");
            if (rows.get(0).size() > 1) {
                row(text, rows.get(0));
                row(text, rows.get(0).stream().map(cell -> "---").toList());
                rows.subList(1, rows.size()).forEach(cells -> row(text, cells));
                text.append('\n');
            }
        }
        text.append(LEGEND).append("\n\n");
        new Conclusions(results).warning().ifPresent(warning -> text.append(warning)
                .append("\n\n"));
        reasons().forEach(reason -> text.append("- ").append(reason).append('\n'));
        text.append('\n');
        results.facts().forEach((name, value) -> text.append("- ")
                .append(name)
                .append(": ")
                .append(value)
                .append('\n'));
        return text.toString();
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

    private List<List<String>> rows(List<Metric> wanted, String beforeRatio) {
        List<Metric> metrics =
                wanted.stream().filter(results.measured()::contains).toList();
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("contestant"));
        metrics.forEach(metric -> head.add(
                metric.id() + (metric.unit().isEmpty() || metric.unit().equals("/s") ? "" : " " + metric.unit())));
        rows.add(head);
        for (Standing standing : results.standings()) {
            List<String> row = new ArrayList<>(List.of(standing.name()));
            metrics.forEach(metric -> row.add(cell(standing, metric, beforeRatio)));
            rows.add(row);
        }
        return rows;
    }

    private String cell(Standing standing, Metric metric, String beforeRatio) {
        Optional<Statistics> value = results.of(standing.name(), metric);
        if (value.isEmpty()) {
            return switch (standing.state()) {
                case ABSENT -> "absent";
                case FAILED -> "failed";
                case MEASURED ->
                    results.failure(standing.name(), Steps.of(metric)).isPresent() ? "failed" : "–";
            };
        }
        String text = Figures.text(value.get().median());
        Optional<Statistics> ratio = results.ratio(standing.name(), metric);
        if (ratio.isPresent() && standing.kind() != Standing.Kind.DIRECT && comparable(metric)) {
            text += beforeRatio + "(" + Figures.ratio(ratio.get().median()) + ")";
        }
        return results.disturbed(standing.name(), metric) ? text + DISTURBED : text;
    }

    static boolean comparable(Metric metric) {
        return Workload.of(metric.id().split("[.]", 2)[0]).isPresent()
                && !metric.id().contains(".cpu");
    }

    /** What is absent, what failed, and why. */
    List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        for (Standing standing : results.standings()) {
            if (standing.state() != Standing.State.MEASURED) {
                String state = standing.state() == Standing.State.ABSENT ? "absent" : "failed";
                reasons.add(standing.name() + ": " + state + ": " + standing.why());
            }
            standing.notes().forEach(note -> reasons.add(standing.name() + ": " + note));
        }
        Map<String, String> single = new java.util.LinkedHashMap<>();
        results.failures().stream()
                .filter(failure ->
                        !failure.step().equals(Steps.START) && !failure.step().equals(Steps.CHECK))
                .forEach(failure -> single.putIfAbsent(
                        failure.contestant() + ", " + failure.step(),
                        "failed in round " + failure.round() + ": " + failure.why()));
        single.forEach((what, why) -> reasons.add(what + ": " + why));
        Optional.ofNullable(results.facts().get("left out for lack of time"))
                .ifPresent(what -> reasons.add("left out for lack of time: " + what));
        return reasons;
    }
}
