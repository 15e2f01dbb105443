package dev.lull.bench.report;

import java.util.Locale;

/** Text for HTML and SVG. */
final class Markup {

    private Markup() {}

    /** Escapes what HTML gives a meaning to, in text and in attributes. */
    static String text(String plain) {
        StringBuilder escaped = new StringBuilder(plain.length() + 16);
        plain.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(point);
            }
        });
        return escaped.toString();
    }

    /** Fills a template; numbers are the same everywhere. */
    static String format(String template, Object... parts) {
        return String.format(Locale.ROOT, template, parts);
    }
}
