package dev.lull.bench.workload;

import java.util.Map;

/**
 * What a load found, with what it cost meanwhile.
 *
 * @param values the load's answer: {@code operations}, {@code nanos}, {@code p50} and so on
 * @param contestantNanos on processors, of the contestant's processes; NaN if it has none
 * @param allNanos on processors, of client, contestant and service
 */
public record Measured(Map<String, String> values, double contestantNanos, double allNanos) {

    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_SECOND = 1e9;

    public double operations() {
        return number("operations");
    }

    public double perSecond() {
        return operations() / (number("nanos") / NANOS_PER_SECOND);
    }

    double micros(String percentile) {
        return number(percentile) / NANOS_PER_MICRO;
    }

    double contestantMicrosPerOperation() {
        return contestantNanos / NANOS_PER_MICRO / operations();
    }

    private double number(String name) {
        return Double.parseDouble(values.getOrDefault(name, "NaN"));
    }
}
