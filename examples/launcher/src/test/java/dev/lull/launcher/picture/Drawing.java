package dev.lull.launcher.picture;

/**
 * An SVG picture of boxes and ways. It brings its own background, in light and in dark, so that it can be read wherever it
 * is shown; each colour stands as it is, because not all that draws SVG knows CSS variables.
 */
final class Drawing {

    private static final String STYLE =
            """
            text { font: 14px -apple-system, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif; fill: #22262b }
            .card { fill: #fbfaf7; stroke: #e4e1da }
            .name { font-weight: 600 }
            .heading { font-size: 18px; font-weight: 600 }
            .box { fill: #ffffff; stroke: #6a7079; stroke-width: 1.5 }
            .lull { fill: #e9f1fa; stroke: #2f6fb5; stroke-width: 1.5 }
            .away { fill: none; stroke: #6a7079; stroke-width: 1.5; stroke-dasharray: 5 4 }
            .way { fill: none; stroke: #24785a; stroke-width: 3 }
            .earlier { fill: none; stroke: #2f6fb5; stroke-width: 3 }
            .dropped { fill: none; stroke: #b3443c; stroke-width: 3 }
            .head-way { fill: #24785a }
            .head-earlier { fill: #2f6fb5 }
            .head-dropped { fill: #b3443c }
            .of-way { fill: #24785a }
            .of-earlier { fill: #2f6fb5 }
            .of-dropped { fill: #b3443c }
            @media (prefers-color-scheme: dark) {
              text { fill: #e7e6e2 }
              .card { fill: #15181c; stroke: #30363d }
              .box { fill: #1d2126; stroke: #9aa2ab }
              .lull { fill: #1b2a3a; stroke: #62a3ea }
              .away { stroke: #9aa2ab }
              .way { stroke: #4fbf93 }
              .earlier { stroke: #62a3ea }
              .dropped { stroke: #e2857c }
              .head-way, .of-way { fill: #4fbf93 }
              .head-earlier, .of-earlier { fill: #62a3ea }
              .head-dropped, .of-dropped { fill: #e2857c }
            }
            """;

    private final StringBuilder svg = new StringBuilder();

    Drawing(int width, int height, String heading, String below) {
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
                <title>%s: %s</title>
                <style>
                %s</style>
                <defs>
                """
                        .formatted(width, height, width, height, heading, below, STYLE));
        for (String kind : new String[] {"way", "earlier", "dropped"}) {
            svg.append(
                    """
                    <marker id="%s" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="4.5" markerHeight="4.5" orient="auto">\
                    <path class="head-%s" d="M0 0 10 5 0 10z"/></marker>
                    """
                            .formatted(kind, kind));
        }
        svg.append("</defs>\n<rect class=\"card\" x=\"1\" y=\"1\" width=\"%d\" height=\"%d\" rx=\"12\"/>\n"
                .formatted(width - 2, height - 2));
        text("heading", 28, 38, "start", heading);
        text("below", 28, 62, "start", below);
    }

    /** A box, with its name and what it does. */
    Drawing box(String kind, int x, int y, int width, int height, String name, String... lines) {
        svg.append("<g data-box=\"\">\n<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\"/>\n"
                .formatted(kind, x, y, width, height));
        int middle = x + width / 2;
        int baseline = y + height / 2 + 5 - 10 * lines.length;
        text("name", middle, baseline, "middle", name);
        for (String line : lines) {
            baseline += 20;
            text("line", middle, baseline, "middle", line);
        }
        svg.append("</g>\n");
        return this;
    }

    /** A way that a connection takes; the corners are {@code "x y x y"}. */
    Drawing way(String kind, String corners) {
        svg.append("<path class=\"%s\" marker-end=\"url(#%s)\" d=\"M%s\"/>\n".formatted(kind, kind, corners));
        return this;
    }

    /** Where a way ends without an arrival. */
    Drawing cross(String kind, int x, int y) {
        svg.append("<path class=\"%s\" d=\"M%d %dl12 12m0 -12l-12 12\"/>\n".formatted(kind, x - 6, y - 6));
        return this;
    }

    /** What is said of a way, at the middle of the line. */
    Drawing said(String kind, int x, int y, String words) {
        text("of-" + kind, x, y, "middle", words);
        return this;
    }

    private void text(String kind, int x, int y, String anchor, String words) {
        svg.append("<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n"
                .formatted(kind, x, y, anchor, words));
    }

    String finish() {
        return svg + "</svg>\n";
    }
}
