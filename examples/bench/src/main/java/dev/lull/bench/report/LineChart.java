package dev.lull.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How something grows: a line a contestant, as SVG, with its name where it ends. Both axes may be logarithmic. */
final class LineChart {

    private static final int WIDTH = 860;
    private static final int HEIGHT = 300;
    private static final int LEFT = 58;
    private static final int RIGHT = 130;
    private static final int TOP = 14;
    private static final int BOTTOM = 44;
    private static final int NAME_HEIGHT = 15;
    private static final int COLOURS = 8;

    private final Scale across;
    private final Scale up;
    private final String acrossTitle;
    private final String upTitle;

    LineChart(Scale across, String acrossTitle, Scale up, String upTitle) {
        this.across = across;
        this.up = up;
        this.acrossTitle = acrossTitle;
        this.upTitle = upTitle;
    }

    boolean isLogarithmic() {
        return up.logarithmic();
    }

    /**
     * One point.
     *
     * @param x across
     * @param y up
     * @param detail shown when pointed at
     */
    record Point(double x, double y, String detail) {}

    /**
     * One contestant's.
     *
     * @param name its name
     * @param points from left to right, at least one
     */
    record Line(String name, List<Point> points) {}

    private record Name(String text, int colour, double y) {}

    String svg(String title, List<Line> lines) {
        StringBuilder svg = new StringBuilder();
        svg.append(Markup.format(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, HEIGHT, Markup.text(title)));
        axes(svg);
        List<Name> names = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            int colour = i % COLOURS;
            StringBuilder path = new StringBuilder();
            for (Point point : line.points()) {
                path.append(Markup.format("%s%.1f %.1f", path.isEmpty() ? "M" : "L", x(point.x()), y(point.y())));
            }
            svg.append(Markup.format("<path class=\"line c%d\" d=\"%s\"/>", colour, path));
            for (Point point : line.points()) {
                svg.append(Markup.format(
                        "<circle class=\"dot c%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>%s</title></circle>",
                        colour, x(point.x()), y(point.y()), Markup.text(point.detail())));
            }
            names.add(new Name(
                    line.name(),
                    colour,
                    y(line.points().get(line.points().size() - 1).y())));
        }
        names(svg, names);
        return svg.append("</svg>\n").toString();
    }

    private void axes(StringBuilder svg) {
        for (Scale.Tick tick : up.ticks()) {
            double y = HEIGHT - BOTTOM - tick.share() * (HEIGHT - TOP - BOTTOM);
            svg.append(Markup.format(
                    "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>", LEFT, y, WIDTH - RIGHT, y));
            svg.append(Markup.format(
                    "<text class=\"label small\" x=\"%d\" y=\"%.1f\">%s</text>", LEFT - 8, y + 4, tick.label()));
        }
        for (Scale.Tick tick : across.ticks()) {
            double x = LEFT + tick.share() * (WIDTH - LEFT - RIGHT);
            svg.append(Markup.format(
                    "<text class=\"tick\" x=\"%.1f\" y=\"%d\">%s</text>", x, HEIGHT - BOTTOM + 18, tick.label()));
        }
        svg.append(Markup.format(
                "<text class=\"tick\" x=\"%d\" y=\"%d\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, Markup.text(acrossTitle)));
        svg.append(
                Markup.format("<text class=\"tick start\" x=\"4\" y=\"%d\">%s</text>", TOP - 3, Markup.text(upTitle)));
    }

    /** From the top down, each at least a line's height below the one before. */
    private void names(StringBuilder svg, List<Name> names) {
        double lowest = TOP;
        for (Name name :
                names.stream().sorted(Comparator.comparingDouble(Name::y)).toList()) {
            double y = Math.max(name.y(), lowest);
            lowest = y + NAME_HEIGHT;
            svg.append(Markup.format(
                    "<text class=\"name c%d\" x=\"%d\" y=\"%.1f\">%s</text>",
                    name.colour(), WIDTH - RIGHT + 10, y + 4, Markup.text(name.text())));
        }
    }

    private double x(double value) {
        return LEFT + across.share(value) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - up.share(value) * (HEIGHT - TOP - BOTTOM);
    }
}
