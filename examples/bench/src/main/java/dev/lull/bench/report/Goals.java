package dev.lull.bench.report;

import dev.lull.bench.report.Goal.Bound;
import dev.lull.bench.report.Goal.To;
import dev.lull.bench.run.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What Lull wants to reach, as ratios in one run: see docs/performance.md. */
final class Goals {

    private static final List<String> BULK = List.of("up1", "down1", "up16", "down16");
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
                            Stream.concat(BULK.stream(), Stream.of("pp1.p50", "pp64.rate"))
                                    .toList(),
                            To.DIRECT,
                            0.99,
                            1.01)),
            new Goal(
                    "churn of a watched service",
                    "≥ 0.95 of direct",
                    each(List.of("ebpf", "procfs"), List.of("churn"), To.DIRECT, 0.95, 0)),
            new Goal(
                    "steering, every workload",
                    "bulk ≥ 0.98 of direct, 64 bytes: p50 with 1 ≤ 1.02 ×, requests with 64 ≥ 0.98 ×, churn ≥ 0.95 ×",
                    Stream.concat(
                                    bulk("steering", To.DIRECT, List.of(), 0.98, 0.98, 0.98, 0.98).stream(),
                                    Stream.of(
                                            Bound.of("steering", "pp1.p50", To.DIRECT, 1.02),
                                            Bound.of("steering", "pp64.rate", To.DIRECT, 0.98),
                                            Bound.of("steering", "churn", To.DIRECT, 0.95)))
                            .toList()),
            new Goal(
                    "system calls with one quiet connection",
                    "those of a JVM that does nothing (≤ 1.05 ×)",
                    each(List.of("ebpf", "proxy", "uring"), List.of("calls.quiet"), To.IDLE_JVM, 0, 1.05)),
            new Goal(
                    "connection opened → listener called, above what accept() takes",
                    "p50 ≤ 40 µs, p99 ≤ 100 µs",
                    Stream.of("ebpf", "proxy", "uring")
                            .flatMap(name -> Stream.of(
                                    Bound.of(name, "event.p50", To.ABOVE_DIRECT, 40),
                                    Bound.of(name, "event.p99", To.ABOVE_DIRECT, 100)))
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
                    List.of(Bound.of("proxy-splice", "up1.cpu", To.ITSELF, 0.040))),
            new Goal(
                    "`proxy` copy, bulk, beside nginx with 64 KiB",
                    "≥ 1.0 ×",
                    bulk("proxy-copy", To.BEST_OF_OTHERS, List.of("nginx-64k"), 1, 1, 1, 1)),
            new Goal(
                    "`proxy`, 64 bytes, beside direct",
                    "p50 with 1 ≤ 1.55 ×, requests with 64 ≥ 0.52 ×, their p99 ≤ 1.9 ×",
                    List.of(
                            Bound.of("proxy", "pp1.p50", To.DIRECT, 1.55),
                            Bound.of("proxy", "pp64.rate", To.DIRECT, 0.52),
                            Bound.of("proxy", "pp64.p99", To.DIRECT, 1.9))),
            new Goal(
                    "`proxy`, 64 bytes, beside the better nginx",
                    "p50 with 1 ≤ 0.9 ×, requests with 64 ≥ 1.0 ×",
                    List.of(
                            Bound.of("proxy", "pp1.p50", To.BEST_OF_OTHERS, 0.9, NGINX),
                            Bound.of("proxy", "pp64.rate", To.BEST_OF_OTHERS, 1, NGINX))),
            new Goal(
                    "`proxy`, churn",
                    "≥ 0.45 of direct, ≥ 1.0 × the better nginx",
                    List.of(
                            Bound.of("proxy", "churn", To.DIRECT, 0.45),
                            Bound.of("proxy", "churn", To.BEST_OF_OTHERS, 1, NGINX))),
            new Goal(
                    "`uring`, every workload",
                    "the C io_uring relay's ratios to direct: 0.48 / 0.56 / 0.38 / 0.32, 1.56, 0.52, 0.39",
                    Stream.concat(
                                    bulk("uring", To.DIRECT, List.of(), 0.48, 0.56, 0.38, 0.32).stream(),
                                    Stream.of(
                                            Bound.of("uring", "pp1.p50", To.DIRECT, 1.56),
                                            Bound.of("uring", "pp64.rate", To.DIRECT, 0.52),
                                            Bound.of("uring", "churn", To.DIRECT, 0.39)))
                            .toList()),
            new Goal(
                    "`uring`, system calls per request, 64 connections",
                    "≤ 0.2",
                    List.of(Bound.of("uring", "calls.pp64", To.ITSELF, 0.2))),
            new Goal(
                    "`uring` beside `proxy` copy",
                    "≥ 1.0 × in at least one workload",
                    Stream.concat(
                                    bulk("uring", To.BEST_OF_OTHERS, List.of("proxy-copy"), 1, 1, 1, 1).stream(),
                                    Stream.of(
                                            Bound.of("uring", "pp64.rate", To.BEST_OF_OTHERS, 1, List.of("proxy-copy")),
                                            Bound.of("uring", "churn", To.BEST_OF_OTHERS, 1, List.of("proxy-copy"))))
                            .toList()),
            new Goal(
                    "memory of the relay",
                    "≤ 40 MB at rest, ≤ 60 MB with 9,500 idle connections",
                    List.of(
                            Bound.of("proxy-copy", "rss.0", To.ITSELF, 40),
                            Bound.of("proxy-splice", "rss.0", To.ITSELF, 40),
                            Bound.of("proxy-copy", "rss.9500", To.ITSELF, 60),
                            Bound.of("proxy-splice", "rss.9500", To.ITSELF, 60))),
            new Goal("memory of `lull run` at rest", "≤ 64 MB", each(LULL_RUN, List.of("rss.0"), To.ITSELF, 0, 64)),
            new Goal(
                    "process started → first connection answered, or watching",
                    "the relay alone ≤ 60 ms, `lull run --listen` ≤ 150 ms, observing ≤ 350 ms",
                    List.of(
                            Bound.of("proxy-copy", "start", To.ITSELF, 60),
                            Bound.of("proxy", "start", To.ITSELF, 150),
                            Bound.of("uring", "start", To.ITSELF, 150),
                            Bound.of("ebpf", "start", To.ITSELF, 350),
                            Bound.of("procfs", "start", To.ITSELF, 350))));

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
            List<String> contestants, List<String> metrics, To to, double atLeast, double atMost) {
        List<Bound> bounds = new ArrayList<>();
        for (String contestant : contestants) {
            for (String metric : metrics) {
                Bound least = Bound.of(contestant, metric, to, atLeast);
                bounds.add(least.metric().moreIsBetter() ? least : Bound.of(contestant, metric, to, atMost));
            }
        }
        return bounds;
    }

    private static List<Bound> bulk(String contestant, To to, List<String> others, double... limits) {
        List<Bound> bounds = new ArrayList<>();
        for (int i = 0; i < limits.length; i++) {
            bounds.add(Bound.of(contestant, BULK.get(i), to, limits[i], others));
        }
        return bounds;
    }
}
