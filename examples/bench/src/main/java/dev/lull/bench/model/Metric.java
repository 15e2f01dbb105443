package dev.lull.bench.model;

import java.util.Optional;

/**
 * One figure: what it is called, its unit, which way is better, and where it is drawn.
 *
 * @param step the workload or extra that it comes from
 * @param id its name in JSON; stays what it is, so that old reports can be compared
 * @param title in words
 * @param unit behind each value, may be empty
 * @param kind what it says
 * @param moreIsBetter whether the greater value is the better one
 * @param chart where it is drawn; empty for tables only
 * @param headline whether it is in the first table of the terminal
 * @param lullOnly whether only Lull's own contestants are expected to have it
 */
public record Metric(
        String step,
        String id,
        String title,
        String unit,
        Kind kind,
        boolean moreIsBetter,
        Optional<Chart> chart,
        boolean headline,
        boolean lullOnly) {

    /** What a figure says. */
    public enum Kind {
        /** How fast a connection is; compared with the direct one of the same round. */
        SPEED,
        /** The processor time that a workload costs. */
        PROCESSOR_TIME,
        /** What else a contestant costs, or how long it takes. */
        COST
    }

    /**
     * A chart of the report.
     *
     * @param section what it belongs to
     * @param title above it
     */
    public record Chart(Section section, String title) {}

    /** Makes a figure of how fast connections are. */
    public static Metric speed(String step, String id, String title, String unit) {
        return of(step, id, title, unit, Kind.SPEED);
    }

    /** Makes a figure of the processor time that a workload costs. */
    public static Metric processorTime(String step, String id, String title, String unit) {
        return of(step, id, title, unit, Kind.PROCESSOR_TIME);
    }

    /** Makes a figure of what else a contestant costs. */
    public static Metric cost(String step, String id, String title, String unit) {
        return of(step, id, title, unit, Kind.COST);
    }

    private static Metric of(String step, String id, String title, String unit, Kind kind) {
        boolean perSecond = kind == Kind.SPEED && unit.endsWith("/s");
        return new Metric(step, id, title, unit, kind, perSecond, Optional.empty(), false, false);
    }

    /** Returns the same, drawn in a section. */
    public Metric drawn(Section section, String chartTitle) {
        Optional<Chart> drawn = Optional.of(new Chart(section, chartTitle));
        return new Metric(step, id, title, unit, kind, moreIsBetter, drawn, headline, lullOnly);
    }

    /** Returns the same, in the first table of the terminal. */
    public Metric asHeadline() {
        return new Metric(step, id, title, unit, kind, moreIsBetter, chart, true, lullOnly);
    }

    /** Returns the same, expected of Lull's own contestants only. */
    public Metric ofLullOnly() {
        return new Metric(step, id, title, unit, kind, moreIsBetter, chart, headline, true);
    }

    /** Tells whether its ratio to the direct connection says something. */
    public boolean comparable() {
        return kind == Kind.SPEED;
    }

    /** Tells whether values may differ by powers of ten, as times that somebody waits for do. */
    public boolean mayDifferByPowersOfTen() {
        return kind != Kind.PROCESSOR_TIME && (unit.equals("µs") || unit.equals("ms"));
    }
}
