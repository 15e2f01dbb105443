package dev.lull.bench.report;

import dev.lull.bench.Measurements;
import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.extra.Growth;
import dev.lull.bench.workload.Metric;
import dev.lull.bench.workload.Section;
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
        for (Section section : Section.values()) {
            section(page, section);
        }
        growth(page);
        table(page);
        facts(page);
        page.append("</main>\n<script type=\"application/json\" id=\"results\">\n")
                .append(ReportJson.write(results).replace("<", "\\u003c"))
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
        for (Contestant.Kind kind : Contestant.Kind.values()) {
            page.append("<span class=\"")
                    .append(kind.id())
                    .append("\"><i></i>")
                    .append(kind.legend())
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

    private void section(StringBuilder page, Section section) {
        StringBuilder charts = new StringBuilder();
        for (Metric metric : Measurements.drawnIn(section)) {
            if (results.measured().contains(metric)) {
                String title = metric.chart().orElseThrow().title();
                charts.append(new ChartDrawing(results).figure(metric, title, conclusions.sentence(metric)));
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
        for (Growth growth : Measurements.growths()) {
            charts.append(new ChartDrawing(results).growth(growth, conclusions.sentence(growth)));
        }
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
        List<Participant> shown = results.participants().stream()
                .filter(participant -> participant.state() != Participant.State.ABSENT)
                .toList();
        shown.forEach(participant -> page.append("<th class=\"")
                .append(participant.kind().id())
                .append("\">")
                .append(Markup.text(participant.name()))
                .append("</th>"));
        page.append("</tr></thead>\n<tbody>\n");
        for (Metric metric : results.measured()) {
            page.append("<tr><th>").append(Markup.text(metric.title()));
            if (!metric.unit().isEmpty()) {
                page.append(" <small>").append(Markup.text(metric.unit())).append("</small>");
            }
            page.append("</th>");
            shown.forEach(participant -> cell(page, participant, metric));
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>\n</section>\n");
    }

    private void cell(StringBuilder page, Participant participant, Metric metric) {
        Optional<Statistics> value = results.of(participant.name(), metric);
        if (value.isEmpty()) {
            boolean failed = participant.state() == Participant.State.FAILED
                    || results.failure(participant.name(), metric.step()).isPresent();
            page.append(failed ? "<td class=\"missing\">failed</td>" : "<td class=\"missing\">–</td>");
            return;
        }
        Statistics statistics = value.get();
        page.append("<td data-contestant=\"")
                .append(Markup.text(participant.name()))
                .append("\" data-metric=\"")
                .append(metric.id())
                .append("\" data-median=\"")
                .append(statistics.median())
                .append("\" title=\"")
                .append(Markup.text(ChartDrawing.detail(results, participant, metric)))
                .append("\">")
                .append(NumberText.of(statistics.median()));
        if (results.disturbed(participant.name(), metric)) {
            page.append('~');
        }
        Optional<Statistics> ratio = results.ratio(participant.name(), metric);
        if (ratio.isPresent() && metric.comparable() && participant.kind() != Contestant.Kind.DIRECT) {
            page.append(" <small>(")
                    .append(NumberText.ratio(ratio.get().median()))
                    .append(")</small>");
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
        for (Participant participant : results.participants()) {
            page.append("<dt>")
                    .append(Markup.text(participant.name()))
                    .append("</dt><dd>")
                    .append(Markup.text(participant.description()))
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
