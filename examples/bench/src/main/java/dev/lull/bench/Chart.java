package dev.lull.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A chart of the report.
 *
 * @param metric what it shows
 * @param title above it
 */
record Chart(Metric metric, String title) {

    /**
     * Charts that belong together.
     *
     * @param title of them all
     * @param text what they have in common
     * @param charts the charts
     */
    record Section(String title, String text, List<Chart> charts) {}

    static final List<Section> SECTIONS = List.of(
            new Section(
                    "Bulk",
                    "As many bytes as go through. The grey bar is the limit: client and service connected directly.",
                    List.of(
                            new Chart(Metric.UP1, "Up, 1 connection"),
                            new Chart(Metric.DOWN1, "Down, 1 connection"),
                            new Chart(Metric.UP16, "Up, 16 connections"),
                            new Chart(Metric.DOWN16, "Down, 16 connections"),
                            new Chart(Metric.UP1_CPU, "The contestant's CPU seconds per GB, up, 1 connection"),
                            new Chart(
                                    Metric.UP1_CPU_ALL,
                                    "CPU seconds per GB of client, contestant and service together"))),
            new Section(
                    "Requests",
                    "64 bytes there, the same 64 bytes back. At full speed the next request follows the answer; at the fixed"
                            + " pace requests are due whether or not answers keep up, and count from when they were due.",
                    List.of(
                            new Chart(Metric.PP1_P50, "1 connection, median latency"),
                            new Chart(Metric.PP64_RATE, "64 connections at full speed, requests a second"),
                            new Chart(Metric.PP64_P99, "64 connections at full speed, p99 latency"),
                            new Chart(Metric.PACED_P50, "64 connections at a fixed pace, median latency"),
                            new Chart(Metric.PACED_P99, "64 connections at a fixed pace, p99 latency"),
                            new Chart(Metric.PACED_P999, "64 connections at a fixed pace, p99.9 latency"),
                            new Chart(
                                    Metric.PP64_CPU,
                                    "The contestant's CPU per request, 64 connections at full speed"))),
            new Section(
                    "Short connections",
                    "Connect, one byte each way, close.",
                    List.of(
                            new Chart(Metric.CHURN, "Connections a second"),
                            new Chart(Metric.CHURN_CPU, "The contestant's CPU per connection"))),
            new Section(
                    "Doing nothing",
                    "What a contestant costs while it waits: most of a mostly idle service's life. All system calls of the"
                            + " process count, its JVM's own housekeeping too.",
                    List.of(
                            new Chart(Metric.CALLS_REST, "System calls a second, no connection"),
                            new Chart(Metric.CALLS_QUIET, "System calls a second, one quiet connection"),
                            new Chart(Metric.MEMORY_0, "Resident memory, no connection"))),
            new Section(
                    "What it asks of the kernel",
                    "System calls of the contestant's processes for each piece of work, counted by strace apart from the timed"
                            + " samples, which it would slow down.",
                    List.of(
                            new Chart(Metric.CALLS_PP1, "System calls per request, 1 connection"),
                            new Chart(Metric.CALLS_PP64, "System calls per request, 64 connections"),
                            new Chart(Metric.CALLS_UP1, "System calls per MB, bulk up, 1 connection"),
                            new Chart(Metric.CALLS_CHURN, "System calls per short connection"))),
            new Section(
                    "Noticing, starting, stopping",
                    "How soon it knows, how soon it is there, and how exactly it leaves. The direct bar of the first two is a thread that"
                            + " waits in accept(): none can be told sooner.",
                    List.of(
                            new Chart(Metric.EVENT_P50, "connect() called → listener called, median"),
                            new Chart(Metric.EVENT_P99, "connect() called → listener called, p99"),
                            new Chart(Metric.START, "Process started → watching, or first connection answered"),
                            new Chart(Metric.IDLE_STOP, "Idle deadline → process gone"))));

    static final Map<Integer, Metric> LOOKS = byCount(
            List.of(100, 1_000, 5_000, 20_000),
            List.of(Metric.LOOK_100, Metric.LOOK_1000, Metric.LOOK_5000, Metric.LOOK_20000));

    static final Map<Integer, Metric> MEMORY = byCount(
            List.of(0, 1_000, 5_000, 9_500),
            List.of(Metric.MEMORY_0, Metric.MEMORY_1000, Metric.MEMORY_5000, Metric.MEMORY_9500));

    static String legend(Standing.Kind kind) {
        return switch (kind) {
            case DIRECT -> "direct: the limit";
            case FLOOR -> "a JVM that does nothing";
            case OBSERVING -> "Lull beside the path";
            case IN_PATH -> "Lull in the path";
            case PEER -> "other relays";
        };
    }

    private static Map<Integer, Metric> byCount(List<Integer> counts, List<Metric> metrics) {
        Map<Integer, Metric> map = new LinkedHashMap<>();
        for (int i = 0; i < counts.size(); i++) {
            map.put(counts.get(i), metrics.get(i));
        }
        return map;
    }
}
