package dev.lull.bench;

import dev.lull.bench.Goal.Bound;
import dev.lull.bench.Goal.To;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What Lull wants to reach, as ratios in one run: see docs/performance.md. */
final class Goals {

    private static final List<Metric> BULK = List.of(Metric.UP1, Metric.DOWN1, Metric.UP16, Metric.DOWN16);
    private static final List<String> SPLICING = List.of("socket-proxyd", "haproxy-splice");
    private static final List<String> NGINX = List.of("nginx", "nginx-64k");
    private static final List<String> LULL_RUN = List.of("ebpf", "procfs", "proxy", "uring");

    private Goals() {}

    static final List<Goal> ALL = List.of(
            new Goal(
                    "throughput and latency of a watched service",
                    "≥ 0.99 of direct (latency ≤ 1.01)",
                    each(
                            List.of("ebpf", "procfs"),
                            Stream.concat(BULK.stream(), Stream.of(Metric.PP1_P50, Metric.PP64_RATE))
                                    .toList(),
                            To.DIRECT,
                            0.99,
                            1.01)),
            new Goal(
                    "churn of a watched service",
                    "≥ 0.95 of direct",
                    each(List.of("ebpf", "procfs"), List.of(Metric.CHURN), To.DIRECT, 0.95, 0)),
            new Goal(
                    "system calls with one quiet connection",
                    "those of a JVM that does nothing (≤ 1.05 ×)",
                    each(List.of("ebpf", "proxy", "uring"), List.of(Metric.CALLS_QUIET), To.IDLE_JVM, 0, 1.05)),
            new Goal(
                    "connection opened → listener called, above what accept() takes",
                    "p50 ≤ 40 µs, p99 ≤ 100 µs",
                    Stream.of("ebpf", "proxy", "uring")
                            .flatMap(name -> Stream.of(
                                    new Bound(name, Metric.EVENT_P50, To.ABOVE_DIRECT, 40),
                                    new Bound(name, Metric.EVENT_P99, To.ABOVE_DIRECT, 100)))
                            .toList()),
            new Goal(
                    "`proxy` splice, bulk",
                    "≥ 0.66 / 0.75 / 0.65 / 0.54 of direct",
                    bulk("proxy-splice", To.DIRECT, List.of(), 0.66, 0.75, 0.65, 0.54)),
            new Goal(
                    "`proxy` splice, bulk, beside the better of socket-proxyd and HAProxy with splice",
                    "≥ 1.05 ×",
                    bulk("proxy-splice", To.BEST_OF_OTHERS, SPLICING, 1.05, 1.05, 1.05, 1.05)),
            new Goal(
                    "`proxy` splice, CPU of the relay",
                    "≤ 0.040 s/GB",
                    List.of(new Bound("proxy-splice", Metric.UP1_CPU, To.ITSELF, 0.040))),
            new Goal(
                    "`proxy` copy, bulk, beside nginx with 64 KiB",
                    "≥ 1.0 ×",
                    bulk("proxy-copy", To.BEST_OF_OTHERS, List.of("nginx-64k"), 1, 1, 1, 1)),
            new Goal(
                    "`proxy`, 64 bytes, beside direct",
                    "p50 with 1 ≤ 1.55 ×, requests with 64 ≥ 0.52 ×, their p99 ≤ 1.9 ×",
                    List.of(
                            new Bound("proxy", Metric.PP1_P50, To.DIRECT, 1.55),
                            new Bound("proxy", Metric.PP64_RATE, To.DIRECT, 0.52),
                            new Bound("proxy", Metric.PP64_P99, To.DIRECT, 1.9))),
            new Goal(
                    "`proxy`, 64 bytes, beside the better nginx",
                    "p50 with 1 ≤ 0.9 ×, requests with 64 ≥ 1.0 ×",
                    List.of(
                            new Bound("proxy", Metric.PP1_P50, To.BEST_OF_OTHERS, 0.9, NGINX),
                            new Bound("proxy", Metric.PP64_RATE, To.BEST_OF_OTHERS, 1, NGINX))),
            new Goal(
                    "`proxy`, churn",
                    "≥ 0.45 of direct, ≥ 1.0 × the better nginx",
                    List.of(
                            new Bound("proxy", Metric.CHURN, To.DIRECT, 0.45),
                            new Bound("proxy", Metric.CHURN, To.BEST_OF_OTHERS, 1, NGINX))),
            new Goal(
                    "`uring`, every workload",
                    "the C io_uring relay's ratios to direct: 0.48 / 0.56 / 0.38 / 0.32, 1.56, 0.52, 0.39",
                    Stream.concat(
                                    bulk("uring", To.DIRECT, List.of(), 0.48, 0.56, 0.38, 0.32).stream(),
                                    Stream.of(
                                            new Bound("uring", Metric.PP1_P50, To.DIRECT, 1.56),
                                            new Bound("uring", Metric.PP64_RATE, To.DIRECT, 0.52),
                                            new Bound("uring", Metric.CHURN, To.DIRECT, 0.39)))
                            .toList()),
            new Goal(
                    "`uring`, system calls per request, 64 connections",
                    "≤ 0.2",
                    List.of(new Bound("uring", Metric.CALLS_PP64, To.ITSELF, 0.2))),
            new Goal(
                    "`uring` beside `proxy` copy",
                    "≥ 1.0 × in at least one workload",
                    Stream.concat(
                                    bulk("uring", To.BEST_OF_OTHERS, List.of("proxy-copy"), 1, 1, 1, 1).stream(),
                                    Stream.of(
                                            new Bound(
                                                    "uring",
                                                    Metric.PP64_RATE,
                                                    To.BEST_OF_OTHERS,
                                                    1,
                                                    List.of("proxy-copy")),
                                            new Bound(
                                                    "uring",
                                                    Metric.CHURN,
                                                    To.BEST_OF_OTHERS,
                                                    1,
                                                    List.of("proxy-copy"))))
                            .toList()),
            new Goal(
                    "memory of the relay",
                    "≤ 40 MB at rest, ≤ 60 MB with 9,500 idle connections",
                    List.of(
                            new Bound("proxy-copy", Metric.MEMORY_0, To.ITSELF, 40),
                            new Bound("proxy-splice", Metric.MEMORY_0, To.ITSELF, 40),
                            new Bound("proxy-copy", Metric.MEMORY_9500, To.ITSELF, 60),
                            new Bound("proxy-splice", Metric.MEMORY_9500, To.ITSELF, 60))),
            new Goal(
                    "memory of `lull run` at rest",
                    "≤ 64 MB",
                    each(LULL_RUN, List.of(Metric.MEMORY_0), To.ITSELF, 0, 64)),
            new Goal(
                    "process started → first connection answered, or watching",
                    "the relay alone ≤ 60 ms, `lull run --listen` ≤ 150 ms, observing ≤ 350 ms",
                    List.of(
                            new Bound("proxy-copy", Metric.START, To.ITSELF, 60),
                            new Bound("proxy", Metric.START, To.ITSELF, 150),
                            new Bound("uring", Metric.START, To.ITSELF, 150),
                            new Bound("ebpf", Metric.START, To.ITSELF, 350),
                            new Bound("procfs", Metric.START, To.ITSELF, 350))));

    static String markdown(Results results) {
        StringBuilder text = new StringBuilder(
                "| goal | to reach | measured, what misses it in bold | reached? |\n|---|---|---|---|\n");
        for (Goal goal : ALL) {
            text.append("| ")
                    .append(String.join(" | ", goal.what(), goal.goal(), goal.measured(results), goal.reached(results)))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static List<Bound> each(
            List<String> contestants, List<Metric> metrics, To to, double atLeast, double atMost) {
        List<Bound> bounds = new ArrayList<>();
        for (String contestant : contestants) {
            for (Metric metric : metrics) {
                bounds.add(new Bound(contestant, metric, to, metric.moreIsBetter() ? atLeast : atMost));
            }
        }
        return bounds;
    }

    private static List<Bound> bulk(String contestant, To to, List<String> others, double... limits) {
        List<Bound> bounds = new ArrayList<>();
        for (int i = 0; i < limits.length; i++) {
            bounds.add(new Bound(contestant, BULK.get(i), to, limits[i], others));
        }
        return bounds;
    }
}
