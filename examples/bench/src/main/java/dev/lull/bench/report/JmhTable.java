package dev.lull.bench.report;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code benchmarks.jar -rf json} wrote, as a table: a row a benchmark and set of parameters. */
final class JmhTable {

    private static final String ALLOCATED = "alloc.rate.norm";

    private JmhTable() {}

    /** What JMH writes of one benchmark, as far as it is shown. */
    record Run(
            String benchmark,
            String jdkVersion,
            String jmhVersion,
            @Nullable Map<String, String> params,
            Score primaryMetric,
            Map<String, Score> secondaryMetrics) {}

    /** A value; JMH writes "NaN" as a text where an error cannot be told. */
    record Score(Object score, Object scoreError, String scoreUnit) {}

    static String markdown(String json) throws IOException {
        StringBuilder text =
                new StringBuilder("| benchmark | with | time | ± 99.9 % | bytes allocated |\n|---|---|---|---|---|\n");
        Set<String> machines = new LinkedHashSet<>();
        for (Run run : JSON.std.listOfFrom(Run.class, json)) {
            String[] name = run.benchmark().split("[.]", -1);
            Score time = run.primaryMetric();
            text.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %s | %s %s | %s | %s |\n",
                    name[name.length - 2],
                    parameters(run.params()),
                    number(time.score()),
                    time.scoreUnit().replace("/op", "").replace("us", "µs"),
                    number(time.scoreError()),
                    allocated(run.secondaryMetrics())));
            machines.add("JDK " + run.jdkVersion() + ", JMH " + run.jmhVersion());
        }
        return text + "\n" + String.join("; ", machines) + ".\n";
    }

    private static String parameters(@Nullable Map<String, String> parameters) {
        return parameters == null
                ? "–"
                : parameters.entrySet().stream()
                        .map(parameter -> parameter.getKey() + " " + parameter.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String allocated(Map<String, Score> metrics) {
        return metrics.entrySet().stream()
                .filter(metric -> metric.getKey().endsWith(ALLOCATED))
                .map(metric -> String.format(
                        Locale.ROOT,
                        "%,.0f",
                        Double.parseDouble(metric.getValue().score().toString())))
                .findFirst()
                .orElse("not counted");
    }

    private static String number(Object value) {
        double number = Double.parseDouble(value.toString());
        return Double.isNaN(number) ? "–" : NumberText.of(number);
    }
}
