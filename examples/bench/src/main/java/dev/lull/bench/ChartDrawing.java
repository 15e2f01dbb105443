package dev.lull.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns results into the charts of the page. */
final class ChartDrawing {

    private final Results results;

    ChartDrawing(Results results) {
        this.results = results;
    }

    String figure(Chart chart, String sentence) {
        Metric metric = chart.metric();
        List<BarChart.Bar> bars = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (Standing standing : results.standings()) {
            Optional<Statistics> value = results.of(standing.name(), metric);
            value.ifPresent(statistics -> {
                values.add(statistics.median());
                if (statistics.high() > statistics.median()) {
                    values.add(statistics.high());
                }
            });
            if (value.isPresent() || concerns(standing, metric)) {
                bars.add(new BarChart.Bar(
                        standing.name(),
                        standing.kind().id(),
                        value,
                        text(standing, metric, value),
                        detail(results, standing, metric)));
            }
        }
        Scale scale = mayDifferByPowersOfTen(metric) ? Scale.of(values) : Scale.linear(values);
        BarChart drawing = new BarChart(scale, metric.unit());
        return "<figure>\n<h3>" + Markup.text(chart.title()) + " <small>"
                + (metric.moreIsBetter() ? "more is better" : "less is better")
                + (scale.logarithmic() ? ", logarithmic scale" : "")
                + "</small></h3>\n"
                + drawing.svg(chart.title(), bars)
                + "<figcaption>" + Markup.text(sentence) + "</figcaption>\n</figure>\n";
    }

    /** A line per contestant; nothing if none was measured at two places. */
    String growth(String title, Map<Integer, Metric> places, String across, String up, String sentence) {
        List<LineChart.Line> lines = new ArrayList<>();
        List<Double> heights = new ArrayList<>();
        int furthest = 0;
        for (Standing standing : results.standings()) {
            List<LineChart.Point> points = new ArrayList<>();
            for (Map.Entry<Integer, Metric> place : places.entrySet()) {
                Optional<Statistics> value = results.of(standing.name(), place.getValue());
                if (value.isPresent()) {
                    points.add(new LineChart.Point(
                            place.getKey(),
                            value.get().median(),
                            standing.name() + ", " + place.getKey() + ": "
                                    + Figures.text(value.get().median()) + " "
                                    + place.getValue().unit()));
                    heights.add(value.get().median());
                    furthest = Math.max(furthest, place.getKey());
                }
            }
            if (points.size() > 1) {
                lines.add(new LineChart.Line(standing.name(), points));
            }
        }
        if (lines.isEmpty()) {
            return "";
        }
        boolean fromZero = places.containsKey(0);
        Scale horizontal = fromZero ? new Scale(0, furthest, false) : new Scale(100, furthest, true);
        LineChart chart = new LineChart(horizontal, across, Scale.of(heights), up);
        return "<figure class=\"wide\">\n<h3>" + Markup.text(title) + " <small>less is better"
                + (chart.isLogarithmic() ? ", logarithmic scale" : "")
                + "</small></h3>\n"
                + chart.svg(title, lines) + "<figcaption>" + Markup.text(sentence) + "</figcaption>\n</figure>\n";
    }

    /** In words: value, spread, and how it compares. */
    static String detail(Results results, Standing standing, Metric metric) {
        Optional<Statistics> value = results.of(standing.name(), metric);
        if (value.isEmpty()) {
            return standing.name() + ": " + standing.description();
        }
        Statistics statistics = value.get();
        String text = standing.name() + ": " + Figures.text(statistics.median()) + " " + metric.unit();
        if (statistics.count() > 1) {
            text += " (" + Figures.text(statistics.low()) + " to " + Figures.text(statistics.high()) + " in "
                    + statistics.count() + " rounds)";
        }
        Optional<Statistics> ratio = results.ratio(standing.name(), metric);
        if (ratio.isPresent() && Tables.comparable(metric)) {
            text += ", " + Figures.ratio(ratio.get().median()) + " of direct";
        }
        return text;
    }

    /** Whether there ought to be a bar: the limit and those beside the path have no such figure by nature. */
    private boolean concerns(Standing standing, Metric metric) {
        if (standing.state() != Standing.State.MEASURED) {
            return standing.kind() != Standing.Kind.DIRECT
                    && (standing.kind() != Standing.Kind.PEER || !lullOnly(metric));
        }
        return results.failure(standing.name(), Steps.of(metric)).isPresent();
    }

    private static boolean mayDifferByPowersOfTen(Metric metric) {
        return !metric.moreIsBetter()
                && !metric.id().contains("cpu")
                && !metric.id().startsWith("calls")
                && !metric.unit().equals("MB");
    }

    private static boolean lullOnly(Metric metric) {
        return Steps.of(metric).equals(Steps.EVENTS) || Steps.of(metric).equals(Steps.IDLE_STOP);
    }

    private String text(Standing standing, Metric metric, Optional<Statistics> value) {
        if (value.isEmpty()) {
            return standing.state() == Standing.State.ABSENT ? "absent" : "failed";
        }
        String text = Figures.text(value.get().median());
        return results.disturbed(standing.name(), metric) ? text + "~" : text;
    }
}
