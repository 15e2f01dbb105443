package dev.lull.bench;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the load does in each round, and which figures come of it. */
enum Workload {
    UP1("up", 1),
    DOWN1("down", 1),
    UP16("up", 16),
    DOWN16("down", 16),
    PP1("pingpong", 1),
    PP64("pingpong", 64),
    PACED("paced", 64),
    CHURN("churn", 16);

    private static final double NANOS_PER_MICRO = 1e3;

    private final String command;
    private final int connections;

    Workload(String command, int connections) {
        this.command = command;
        this.connections = connections;
    }

    /**
     * What a load found, with what it cost meanwhile.
     *
     * @param values the load's answer
     * @param contestantNanos on processors, of the contestant's processes
     * @param allNanos on processors, of client, contestant and service
     */
    record Measured(Map<String, String> values, long contestantNanos, long allNanos) {
        double number(String name) {
            return Double.parseDouble(values.getOrDefault(name, "NaN"));
        }
    }

    static Optional<Workload> of(String id) {
        return Arrays.stream(values())
                .filter(workload -> workload.id().equals(id))
                .findFirst();
    }

    /** Its name on the command line and in reports. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The load's command; see {@link dev.lull.bench.load.LoadMain}. */
    String command(int port, int warmMillis, int millis, int pacePerSecond) {
        return command + " " + port + " " + connections + " " + warmMillis + " " + millis + " " + pacePerSecond;
    }

    /** The figures, in their metrics' units; those without a contestant's process have no CPU of its own. */
    Map<Metric, Double> figures(Measured measured, boolean hasProcess) {
        Map<Metric, Double> figures = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            if (Steps.of(metric).equals(id()) && (hasProcess || !metric.id().endsWith(".cpu"))) {
                double value = figure(metric, measured);
                if (Double.isFinite(value)) {
                    figures.put(metric, value);
                }
            }
        }
        return figures;
    }

    private double figure(Metric metric, Measured measured) {
        double operations = measured.number("operations");
        double gigabytes = operations / 1e9;
        String kind = metric.id().substring(metric.id().indexOf('.') + 1);
        return switch (kind) {
            case "p50", "p99", "p999" -> measured.number(kind) / NANOS_PER_MICRO;
            case "cpu" ->
                metric.unit().equals("s/GB")
                        ? measured.contestantNanos() / 1e9 / gigabytes
                        : measured.contestantNanos() / NANOS_PER_MICRO / operations;
            case "cpu-all" -> measured.allNanos() / 1e9 / gigabytes;
            default ->
                metric.unit().equals("GB/s")
                        ? operations / measured.number("nanos") // bytes a nanosecond are gigabytes a second
                        : operations / (measured.number("nanos") / 1e9);
        };
    }
}
