package dev.lull.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Results to test reports with: one relay measured, one absent, one failed, and one that failed in one workload. */
final class Fixture {

    private Fixture() {}

    static Results results() {
        return results(1);
    }

    /** With the relay so many times as fast. */
    static Results results(double faster) {
        List<Sample> samples = new ArrayList<>();
        double[] direct = {10, 12, 8};
        double[] relay = {5, 9, 6};
        for (int i = 0; i < direct.length; i++) {
            samples.add(new Sample(i + 1, "direct", Metric.UP1, direct[i], false));
            samples.add(new Sample(i + 1, "relay", Metric.UP1, relay[i] * faster, i == 0));
            samples.add(new Sample(i + 1, "relay", Metric.UP1_CPU, 0.04 + i / 1000.0, false));
            samples.add(new Sample(i + 1, "half", Metric.UP1, 3 + i / 10.0, false));
            samples.add(new Sample(i + 1, "direct", Metric.CHURN, 60_000, false));
            samples.add(new Sample(i + 1, "relay", Metric.CHURN, 27_123.456, false));
        }
        samples.add(new Sample(1, "relay", Metric.MEMORY_0, 40, false));
        samples.add(new Sample(1, "relay", Metric.MEMORY_1000, 44, false));
        samples.add(new Sample(1, "relay", Metric.LOOK_100, 0.09, false));
        samples.add(new Sample(1, "relay", Metric.LOOK_5000, 0.1, false));
        samples.add(new Sample(1, "half", Metric.LOOK_100, 190, false));
        samples.add(new Sample(1, "half", Metric.LOOK_5000, 1_900, false));
        return new Results(
                Map.of("kernel", "Linux 6.18 <test> & \"more\"", "started", "2025-01-02T03:04:05Z"),
                List.of(
                        standing("direct", Standing.Kind.DIRECT, Standing.State.MEASURED, ""),
                        standing("relay", Standing.Kind.IN_PATH, Standing.State.MEASURED, ""),
                        standing("half", Standing.Kind.PEER, Standing.State.MEASURED, ""),
                        standing("gone", Standing.Kind.PEER, Standing.State.ABSENT, "gone is not installed"),
                        standing(
                                "broken",
                                Standing.Kind.OBSERVING,
                                Standing.State.FAILED,
                                "start: broken ended: <why>")),
                samples,
                List.of(
                        new Failure(1, "broken", Steps.START, "broken ended: <why>"),
                        new Failure(2, "half", "churn", "Connection reset")));
    }

    private static Standing standing(String name, Standing.Kind kind, Standing.State state, String why) {
        return new Standing(name, kind, name + " & its <description>", state, why, List.of());
    }
}
