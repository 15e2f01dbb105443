package dev.lull.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code benchmarks.jar -rf json} wrote, as a table: a row a benchmark and set of parameters. */
final class JmhTable {

    private static final String ALLOCATED = "alloc.rate.norm";

    private JmhTable() {}

    static String markdown(String json) throws IOException {
        StringBuilder text =
                new StringBuilder("| benchmark | with | time | ± 99.9 % | bytes allocated |\n|---|---|---|---|---|\n");
        List<String> machines = new ArrayList<>();
        for (Map<String, Object> result : JsonReader.objects(JsonReader.tree(json))) {
            String[] name = String.valueOf(result.get("benchmark")).split("[.]", -1);
            Map<String, Object> metric = JsonReader.object(result.get("primaryMetric"));
            String unit =
                    String.valueOf(metric.get("scoreUnit")).replace("/op", "").replace("us", "µs");
            text.append("| `")
                    .append(name[name.length - 2])
                    .append("` | ")
                    .append(parameters(result.get("params")))
                    .append(" | ")
                    .append(number(metric.get("score")))
                    .append(' ')
                    .append(unit)
                    .append(" | ")
                    .append(number(metric.get("scoreError")))
                    .append(" | ")
                    .append(allocated(JsonReader.object(result.get("secondaryMetrics"))))
                    .append(" |\n");
            String machine = "JDK " + result.get("jdkVersion") + ", JMH " + result.get("jmhVersion");
            if (!machines.contains(machine)) {
                machines.add(machine);
            }
        }
        return text.append('\n')
                .append(String.join("; ", machines))
                .append(".\n")
                .toString();
    }

    private static String parameters(@org.jspecify.annotations.Nullable Object parameters) throws IOException {
        if (parameters == null) {
            return "–";
        }
        List<String> texts = new ArrayList<>();
        JsonReader.object(parameters).forEach((name, value) -> texts.add(name + " " + value));
        return String.join(", ", texts);
    }

    private static String allocated(Map<String, Object> metrics) throws IOException {
        for (Map.Entry<String, Object> metric : metrics.entrySet()) {
            if (metric.getKey().endsWith(ALLOCATED)) {
                double bytes = Double.parseDouble(
                        String.valueOf(JsonReader.object(metric.getValue()).get("score")));
                return String.format(Locale.ROOT, "%,.0f", bytes);
            }
        }
        return "not counted";
    }

    private static String number(@org.jspecify.annotations.Nullable Object value) {
        double number = Double.parseDouble(String.valueOf(value)); // JMH writes "NaN" where there was one value only
        return Double.isNaN(number) ? "–" : Figures.text(number);
    }
}
