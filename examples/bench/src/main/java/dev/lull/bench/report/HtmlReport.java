package dev.lull.bench.report;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.extra.Measurements;
import dev.lull.bench.model.Metric;
import dev.lull.bench.model.Section;
import dev.lull.bench.run.Participant;
import dev.lull.bench.run.Results;
import dev.lull.bench.run.Statistics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page: one file, no network, no script. The same results as JSON are in it for whoever saves only the page. */
final class HtmlReport {

    private final Results results;
    private final Conclusions conclusions;
    private final ChartDrawing drawing;

    HtmlReport(Results results) {
        this.results = results;
        this.conclusions = new Conclusions(results);
        this.drawing = new ChartDrawing(results);
    }

    String html() {
        return Markup.format(
                """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <link rel="icon" href="data:,">
                <title>lull bench</title>
                <style>
                %s</style>
                </head>
                <body>
                <main>
                %s%s%s%s%s</main>
                <script type="application/json" id="results">
                %s</script>
                </body>
                </html>
                """,
                resource("report.css"),
                header(),
                each(List.of(Section.values()), this::section),
                growth(),
                table(),
                facts(),
                ReportJson.write(results).replace("<", "\\u003c"));
    }

    private String header() {
        String meta = Stream.of("started", "processors", "kernel", "congestion control", "commit")
                .flatMap(name -> Optional.ofNullable(results.facts().get(name)).stream()
                        .map(value -> name.equals("commit") ? "commit " + value : value))
                .collect(Collectors.joining(" · "));
        List<String> reasons = new Tables(results).reasons();
        return Markup.format(
                """
                <header>
                <h1>What watching costs</h1>
                <p class="lead">%s</p>
                %s<p class="meta">%s</p>
                <p class="legend">%s</p>
                %s</header>
                """,
                Markup.text(conclusions.lead()),
                conclusions
                        .warning()
                        .map(warning -> "<p class=\"warning\">" + Markup.text(warning) + "</p>\n")
                        .orElse(""),
                Markup.text(meta),
                each(
                        Arrays.asList(Contestant.Kind.values()),
                        kind -> "<span class=\"" + kind.id() + "\"><i></i>" + kind.legend() + "</span> "),
                reasons.isEmpty()
                        ? ""
                        : "<details open><summary>Absent, failed, or worth a note</summary><ul>\n"
                                + each(reasons, reason -> "<li>" + Markup.text(reason) + "</li>\n")
                                + "</ul></details>\n");
    }

    private String section(Section section) {
        List<Metric> metrics = Measurements.drawnIn(section).stream()
                .filter(Measurements.in(results)::contains)
                .toList();
        return section(
                section.title(),
                section.text(),
                each(metrics, metric -> drawing.figure(metric, conclusions.sentence(metric))));
    }

    private String growth() {
        return section(
                "How it grows",
                "What a contestant costs when there is more to watch or to hold.",
                each(Measurements.growths(), growth -> drawing.growth(growth, conclusions.sentence(growth))));
    }

    private static String section(String title, String text, String charts) {
        return charts.isEmpty()
                ? ""
                : Markup.format(
                        """
                <section>
                <h2>%s</h2>
                <p>%s</p>
                <div class="charts">
                %s</div>
                </section>
                """,
                        Markup.text(title), Markup.text(text), charts);
    }

    /** Every figure, once more, as text: each cell carries the exact number that is in the JSON. */
    private String table() {
        List<Participant> shown = results.participants().stream()
                .filter(participant -> participant.state() != Participant.State.ABSENT)
                .toList();
        return Markup.format(
                """
                <section>
                <h2>All figures</h2>
                <p>Medians. In brackets the ratio to the direct connection of the same round. ~ marks figures that \
                others' use of the processors disturbed.</p>
                <div class="scroll"><table>
                <thead><tr><th></th>%s</tr></thead>
                <tbody>
                %s</tbody></table></div>
                </section>
                """,
                each(
                        shown,
                        participant -> Markup.format(
                                "<th class=\"%s\">%s</th>", participant.kind().id(), Markup.text(participant.name()))),
                each(
                        Measurements.in(results),
                        metric -> Markup.format(
                                "<tr><th>%s%s</th>%s</tr>\n",
                                Markup.text(metric.title()),
                                metric.unit().isEmpty() ? "" : " <small>" + Markup.text(metric.unit()) + "</small>",
                                each(shown, participant -> cell(participant, metric)))));
    }

    private String cell(Participant participant, Metric metric) {
        Optional<Statistics> value = results.of(participant.name(), metric);
        if (value.isEmpty()) {
            boolean failed = participant.failed()
                    || results.failure(participant.name(), metric.step()).isPresent();
            return "<td class=\"missing\">" + (failed ? "failed" : "–") + "</td>";
        }
        double median = value.get().median();
        return Markup.format(
                "<td data-contestant=\"%s\" data-metric=\"%s\" data-median=\"%s\" title=\"%s\">%s%s%s</td>",
                Markup.text(participant.name()),
                metric.id(),
                median,
                Markup.text(ChartDrawing.detail(results, participant, metric)),
                NumberText.of(median),
                results.disturbed(participant.name(), metric) ? "~" : "",
                results.shownRatio(participant, metric)
                        .map(ratio -> " <small>(" + NumberText.ratio(ratio.median()) + ")</small>")
                        .orElse(""));
    }

    private String facts() {
        return "<section>\n<h2>How it was measured</h2>\n<dl>\n"
                + each(results.facts().entrySet(), fact -> fact(fact.getKey(), fact.getValue()))
                + each(results.participants(), participant -> fact(participant.name(), participant.description()))
                + "</dl>\n</section>\n";
    }

    private static String fact(String name, String value) {
        return "<dt>" + Markup.text(name) + "</dt><dd>" + Markup.text(value) + "</dd>\n";
    }

    private static <T> String each(Collection<T> parts, Function<T, String> markup) {
        return parts.stream().map(markup).collect(Collectors.joining());
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(HtmlReport.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
