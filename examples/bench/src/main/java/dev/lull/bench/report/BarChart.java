package dev.lull.bench.report;

import dev.lull.bench.run.Statistics;
import java.util.List;
import java.util.Optional;

/** Horizontal bars with their spread, one a contestant, as SVG; colours come from the page's style sheet. */
final class BarChart {

    private static final int WIDTH = 560;
    private static final int LABEL_WIDTH = 112;
    private static final int VALUE_WIDTH = 104;
    private static final int ROW = 24;
    private static final int BAR = 14;
    private static final int AXIS = 22;
    private static final int PLOT = WIDTH - LABEL_WIDTH - VALUE_WIDTH;

    private final Scale scale;
    private final String unit;

    /**
     * Sets the chart up.
     *
     * @param scale of the values
     * @param unit to be written behind each value
     */
    BarChart(Scale scale, String unit) {
        this.scale = scale;
        this.unit = unit;
    }

    /**
     * One contestant's.
     *
     * @param label its name
     * @param style the CSS class of its kind
     * @param value what to draw, or empty
     * @param text what to write behind it: the value, or why there is none
     * @param detail shown when pointed at
     */
    record Bar(String label, String style, Optional<Statistics> value, String text, String detail) {}

    String svg(String title, List<Bar> bars) {
        int height = bars.size() * ROW + AXIS;
        StringBuilder svg = new StringBuilder();
        svg.append(Markup.format(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n", WIDTH, height, Markup.text(title)));
        for (Scale.Tick tick : scale.ticks()) {
            double x = LABEL_WIDTH + tick.share() * PLOT;
            svg.append(Markup.format(
                    "<line class=\"grid\" x1=\"%.1f\" y1=\"0\" x2=\"%.1f\" y2=\"%d\"/>", x, x, height - AXIS + 4));
            svg.append(Markup.format(
                    "<text class=\"tick\" x=\"%.1f\" y=\"%d\">%s</text>\n", x, height - 5, Markup.text(tick.label())));
        }
        for (int i = 0; i < bars.size(); i++) {
            draw(svg, bars.get(i), i * ROW);
        }
        return svg.append("</svg>\n").toString();
    }

    private void draw(StringBuilder svg, Bar bar, int top) {
        double middle = top + ROW / 2.0;
        svg.append(Markup.format("<g class=\"%s\"><title>%s</title>", bar.style(), Markup.text(bar.detail())));
        svg.append(Markup.format("<rect class=\"hit\" x=\"0\" y=\"%d\" width=\"%d\" height=\"%d\"/>", top, WIDTH, ROW));
        svg.append(Markup.format(
                "<text class=\"label\" x=\"%d\" y=\"%.1f\">%s</text>",
                LABEL_WIDTH - 10, middle + 4, Markup.text(bar.label())));
        double end = LABEL_WIDTH;
        if (bar.value().isPresent()) {
            Statistics value = bar.value().get();
            double x = LABEL_WIDTH + scale.share(value.median()) * PLOT;
            svg.append(Markup.format(
                    "<rect class=\"bar\" x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>",
                    LABEL_WIDTH, middle - BAR / 2.0, Math.max(1.5, x - LABEL_WIDTH), BAR));
            end = x;
            if (value.count() > 1) {
                double low = LABEL_WIDTH + scale.share(value.low()) * PLOT;
                double high = LABEL_WIDTH + scale.share(value.high()) * PLOT;
                svg.append(Markup.format(
                        "<path class=\"spread\" d=\"M%.1f %.1fV%.1fM%.1f %.1fH%.1fM%.1f %.1fV%.1f\"/>",
                        low, middle - 4, middle + 4, low, middle, high, high, middle - 4, middle + 4));
                end = Math.max(end, high);
            }
        }
        String text = bar.value().isPresent() && !unit.isEmpty() ? bar.text() + " " + unit : bar.text();
        svg.append(Markup.format(
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text></g>\n",
                bar.value().isPresent() ? "value" : "missing", end + 8, middle + 4, Markup.text(text)));
    }
}
