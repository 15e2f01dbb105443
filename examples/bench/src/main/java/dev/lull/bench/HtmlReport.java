package dev.lull.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The page: one file, no network, no script. The same results as JSON are in it for whoever saves only the page. */
final class HtmlReport {

    private final Results results;
    private final Conclusions conclusions;

    HtmlReport(Results results) {
        this.results = results;
        this.conclusions = new Conclusions(results);
    }

    String html() {
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"color-scheme\" content=\"light dark\">\n")
                .append("<link rel=\"icon\" href=\"data:,\">\n<title>lull bench</title>\n<style>\n")
                .append(resource("report.css"))
                .append("</style>\n</head>\n<body>\n<main>\n");
        header(page);
        for (Chart.Section section : Chart.SECTIONS) {
            section(page, section);
        }
        growth(page);
        table(page);
        facts(page);
        page.append("</main>\n<script type=\"application/json\" id=\"results\">\n")
                .append(JsonReport.write(results).replace("<", "\\u003c"))
                .append("</script>\n</body>\n</html>\n");
        return page.toString();
    }

    private void header(StringBuilder page) {
        page.append("<header>\n<h1>What watching costs</h1>\n<p class=\"lead\">")
                .append(Markup.text(conclusions.lead()))
                .append("</p>\n");
        conclusions.warning().ifPresent(warning -> page.append("<p class=\"warning\">")
                .append(Markup.text(warning))
                .append("</p>\n"));
        page.append("<p class=\"meta\">");
        List<String> parts = new ArrayList<>();
        for (String name : List.of("started", "processors", "kernel", "congestion control", "commit")) {
            Optional.ofNullable(results.facts().get(name))
                    .ifPresent(value -> parts.add(
                            name.equals("congestion control")
                                    ? value
                                    : name.equals("commit") ? "commit " + value : value));
        }
        page.append(Markup.text(String.join(" · ", parts))).append("</p>\n<p class=\"legend\">");
        for (Standing.Kind kind : Standing.Kind.values()) {
            page.append("<span class=\"")
                    .append(kind.id())
                    .append("\"><i></i>")
                    .append(Chart.legend(kind))
                    .append("</span> ");
        }
        page.append("</p>\n");
        List<String> reasons = new Tables(results).reasons();
        if (!reasons.isEmpty()) {
            page.append("<details open><summary>Absent, failed, or worth a note</summary><ul>\n");
            reasons.forEach(
                    reason -> page.append("<li>").append(Markup.text(reason)).append("</li>\n"));
            page.append("</ul></details>\n");
        }
        page.append("</header>\n");
    }

    private void section(StringBuilder page, Chart.Section section) {
        StringBuilder charts = new StringBuilder();
        for (Chart chart : section.charts()) {
            if (results.measured().contains(chart.metric())) {
                charts.append(new ChartDrawing(results).figure(chart, conclusions.sentence(chart.metric())));
            }
        }
        if (!charts.isEmpty()) {
            page.append("<section>\n<h2>")
                    .append(Markup.text(section.title()))
                    .append("</h2>\n<p>")
                    .append(Markup.text(section.text()))
                    .append("</p>\n<div class=\"charts\">\n")
                    .append(charts)
                    .append("</div>\n</section>\n");
        }
    }

    private void growth(StringBuilder page) {
        StringBuilder charts = new StringBuilder();
        charts.append(new ChartDrawing(results)
                .growth(
                        "One look, by the number of sockets on the machine",
                        Chart.LOOKS,
                        "sockets on the machine, all of them on the watched port",
                        "µs for one look",
                        conclusions.looks()));
        charts.append(new ChartDrawing(results)
                .growth(
                        "Resident memory, by idle connections",
                        Chart.MEMORY,
                        "idle connections",
                        "MB",
                        conclusions.memory()));
        if (!charts.isEmpty()) {
            page.append(
                            "<section>\n<h2>How it grows</h2>\n<p>What a contestant costs when there is more to watch or to")
                    .append(" hold.</p>\n<div class=\"charts\">\n")
                    .append(charts)
                    .append("</div>\n</section>\n");
        }
    }

    /** Every figure, once more, as text: each cell carries the exact number that is in the JSON. */
    private void table(StringBuilder page) {
        page.append(
                        "<section>\n<h2>All figures</h2>\n<p>Medians. In brackets the ratio to the direct connection of the")
                .append(" same round. ~ marks figures that others' use of the processors disturbed.</p>\n")
                .append("<div class=\"scroll\"><table>\n<thead><tr><th></th>");
        List<Standing> shown = results.standings().stream()
                .filter(standing -> standing.state() != Standing.State.ABSENT)
                .toList();
        shown.forEach(standing -> page.append("<th class=\"")
                .append(standing.kind().id())
                .append("\">")
                .append(Markup.text(standing.name()))
                .append("</th>"));
        page.append("</tr></thead>\n<tbody>\n");
        for (Metric metric : results.measured()) {
            page.append("<tr><th>").append(Markup.text(metric.title()));
            if (!metric.unit().isEmpty()) {
                page.append(" <small>").append(Markup.text(metric.unit())).append("</small>");
            }
            page.append("</th>");
            shown.forEach(standing -> cell(page, standing, metric));
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>\n</section>\n");
    }

    private void cell(StringBuilder page, Standing standing, Metric metric) {
        Optional<Statistics> value = results.of(standing.name(), metric);
        if (value.isEmpty()) {
            boolean failed = standing.state() == Standing.State.FAILED
                    || results.failure(standing.name(), Steps.of(metric)).isPresent();
            page.append(failed ? "<td class=\"missing\">failed</td>" : "<td class=\"missing\">–</td>");
            return;
        }
        Statistics statistics = value.get();
        page.append("<td data-contestant=\"")
                .append(Markup.text(standing.name()))
                .append("\" data-metric=\"")
                .append(metric.id())
                .append("\" data-median=\"")
                .append(statistics.median())
                .append("\" title=\"")
                .append(Markup.text(ChartDrawing.detail(results, standing, metric)))
                .append("\">")
                .append(Figures.text(statistics.median()));
        if (results.disturbed(standing.name(), metric)) {
            page.append('~');
        }
        Optional<Statistics> ratio = results.ratio(standing.name(), metric);
        if (ratio.isPresent() && Tables.comparable(metric) && standing.kind() != Standing.Kind.DIRECT) {
            page.append(" <small>(").append(Figures.ratio(ratio.get().median())).append(")</small>");
        }
        page.append("</td>");
    }

    private void facts(StringBuilder page) {
        page.append("<section>\n<h2>How it was measured</h2>\n<dl>\n");
        for (Map.Entry<String, String> fact : results.facts().entrySet()) {
            page.append("<dt>")
                    .append(Markup.text(fact.getKey()))
                    .append("</dt><dd>")
                    .append(Markup.text(fact.getValue()))
                    .append("</dd>\n");
        }
        for (Standing standing : results.standings()) {
            page.append("<dt>")
                    .append(Markup.text(standing.name()))
                    .append("</dt><dd>")
                    .append(Markup.text(standing.description()))
                    .append("</dd>\n");
        }
        page.append("</dl>\n</section>\n");
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(HtmlReport.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
