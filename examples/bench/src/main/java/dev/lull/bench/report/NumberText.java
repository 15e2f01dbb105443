package dev.lull.bench.report;

import java.util.Locale;

/** Numbers for people: three digits that count. */
final class NumberText {

    private static final int DIGITS = 3;
    private static final double THOUSANDS_FROM = 10_000;
    private static final double THOUSAND = 1_000;

    private NumberText() {}

    static String of(double value) {
        double size = Math.abs(value);
        if (size >= THOUSANDS_FROM) {
            return plain(value / THOUSAND, size / THOUSAND) + "k";
        }
        return plain(value, size);
    }

    private static String plain(double value, double size) {
        if (size == 0) {
            return "0";
        }
        int before = (int) Math.floor(Math.log10(size)) + 1;
        return String.format(Locale.ROOT, "%." + Math.max(0, Math.min(4, DIGITS - before)) + "f", value);
    }

    /** Where loss from the direct connection is what counts, two digits after the point. */
    static String ratio(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }
}
