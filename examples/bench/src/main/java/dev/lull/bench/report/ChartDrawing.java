package dev.lull.bench.report;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.model.Growth;
import dev.lull.bench.model.Metric;
import dev.lull.bench.run.Participant;
import dev.lull.bench.run.Results;
import dev.lull.bench.run.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns results into the charts of the page. They are drawn here and not by a library: XChart 4.0.3 with
 * VectorGraphics2D, the best one for this page, would add 519 kB to lull.jar, and needs AWT and fontconfig on the
 * machine that measures. It writes letters as outlines and colours into each shape: 71 kB for a chart of bars instead of
 * 6, no dark mode, nothing that is shown when a bar is pointed at, and no text to search or to read aloud.
 */
final class ChartDrawing {

    private final Results results;

    ChartDrawing(Results results) {
        this.results = results;
    }

    String figure(Metric metric, String sentence) {
        String title = metric.chart().orElseThrow().title();
        List<BarChart.Bar> bars = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (Participant participant : results.participants()) {
            Optional<Statistics> value = results.of(participant.name(), metric);
            value.ifPresent(statistics -> {
                values.add(statistics.median());
                if (statistics.high() > statistics.median()) {
                    values.add(statistics.high());
                }
            });
            if (value.isPresent() || concerns(participant, metric)) {
                bars.add(new BarChart.Bar(
                        participant.name(),
                        participant.kind().id(),
                        value,
                        text(participant, metric, value),
                        detail(results, participant, metric)));
            }
        }
        Scale scale = metric.mayDifferByPowersOfTen() ? Scale.of(values) : Scale.linear(values);
        BarChart drawing = new BarChart(scale, metric.unit());
        return "<figure>\n<h3>" + Markup.text(title) + " <small>"
                + (metric.moreIsBetter() ? "more is better" : "less is better")
                + (scale.logarithmic() ? ", logarithmic scale" : "")
                + "</small></h3>\n"
                + drawing.svg(title, bars)
                + "<figcaption>" + Markup.text(sentence) + "</figcaption>\n</figure>\n";
    }

    /** A line per contestant; nothing if none was measured at two growth.metrics(). */
    String growth(Growth growth, String sentence) {
        List<LineChart.Line> lines = new ArrayList<>();
        List<Double> heights = new ArrayList<>();
        int furthest = 0;
        for (Participant participant : results.participants()) {
            List<LineChart.Point> points = new ArrayList<>();
            for (Map.Entry<Integer, Metric> place : growth.metrics().entrySet()) {
                Optional<Statistics> value = results.of(participant.name(), place.getValue());
                if (value.isPresent()) {
                    points.add(new LineChart.Point(
                            place.getKey(),
                            value.get().median(),
                            participant.name() + ", " + place.getKey() + ": "
                                    + NumberText.of(value.get().median()) + " "
                                    + place.getValue().unit()));
                    heights.add(value.get().median());
                    furthest = Math.max(furthest, place.getKey());
                }
            }
            if (points.size() > 1) {
                lines.add(new LineChart.Line(participant.name(), points));
            }
        }
        if (lines.isEmpty()) {
            return "";
        }
        boolean fromZero = growth.metrics().containsKey(0);
        Scale horizontal = fromZero ? new Scale(0, furthest, false) : new Scale(100, furthest, true);
        LineChart chart = new LineChart(horizontal, growth.across(), Scale.of(heights), growth.up());
        return "<figure class=\"wide\">\n<h3>" + Markup.text(growth.title()) + " <small>less is better"
                + (chart.isLogarithmic() ? ", logarithmic scale" : "")
                + "</small></h3>\n"
                + chart.svg(growth.title(), lines) + "<figcaption>" + Markup.text(sentence)
                + "</figcaption>\n</figure>\n";
    }

    /** In words: value, spread, and how it compares. */
    static String detail(Results results, Participant participant, Metric metric) {
        Optional<Statistics> value = results.of(participant.name(), metric);
        if (value.isEmpty()) {
            return participant.name() + ": " + participant.description();
        }
        Statistics statistics = value.get();
        String text = participant.name() + ": " + NumberText.of(statistics.median()) + " " + metric.unit();
        if (statistics.count() > 1) {
            text += " (" + NumberText.of(statistics.low()) + " to " + NumberText.of(statistics.high()) + " in "
                    + statistics.count() + " rounds)";
        }
        Optional<Statistics> ratio = results.ratio(participant.name(), metric);
        if (ratio.isPresent() && metric.comparable()) {
            text += ", " + NumberText.ratio(ratio.get().median()) + " of direct";
        }
        return text;
    }

    /** Whether there ought to be a bar: the limit and those beside the path have no such figure by nature. */
    private boolean concerns(Participant participant, Metric metric) {
        if (participant.state() != Participant.State.MEASURED) {
            return participant.kind() != Contestant.Kind.DIRECT
                    && (participant.kind() != Contestant.Kind.RIVAL || !metric.lullOnly());
        }
        return results.failure(participant.name(), metric.step()).isPresent();
    }

    private String text(Participant participant, Metric metric, Optional<Statistics> value) {
        if (value.isEmpty()) {
            return participant.state() == Participant.State.ABSENT ? "absent" : "failed";
        }
        String text = NumberText.of(value.get().median());
        return results.disturbed(participant.name(), metric) ? text + "~" : text;
    }
}
