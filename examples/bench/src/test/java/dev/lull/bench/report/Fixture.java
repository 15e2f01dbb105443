package dev.lull.bench.report;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.extra.Measurements;
import dev.lull.bench.model.Metric;
import dev.lull.bench.run.FailedStep;
import dev.lull.bench.run.Participant;
import dev.lull.bench.run.Results;
import dev.lull.bench.run.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Results to test reports with: one relay measured, one absent, one failed, and one that failed in one workload. */
public final class Fixture {

    public static final Metric UP1 = metric("up1");
    static final Metric UP1_CPU = metric("up1.cpu");
    static final Metric CHURN = metric("churn");
    static final Metric MEMORY_0 = metric("rss.0");
    static final Metric MEMORY_1000 = metric("rss.1000");
    static final Metric LOOK_100 = metric("look.100");
    static final Metric LOOK_5000 = metric("look.5000");

    private Fixture() {}

    private static Metric metric(String id) {
        return Measurements.metric(id).orElseThrow();
    }

    public static Results results() {
        return results(1);
    }

    /** With the relay so many times as fast. */
    static Results results(double faster) {
        List<Sample> samples = new ArrayList<>();
        double[] direct = {10, 12, 8};
        double[] relay = {5, 9, 6};
        for (int i = 0; i < direct.length; i++) {
            samples.add(new Sample(i + 1, "direct", UP1, direct[i], false));
            samples.add(new Sample(i + 1, "relay", UP1, relay[i] * faster, i == 0));
            samples.add(new Sample(i + 1, "relay", UP1_CPU, 0.04 + i / 1000.0, false));
            samples.add(new Sample(i + 1, "half", UP1, 3 + i / 10.0, false));
            samples.add(new Sample(i + 1, "direct", CHURN, 60_000, false));
            samples.add(new Sample(i + 1, "relay", CHURN, 27_123.456, false));
        }
        samples.add(new Sample(1, "relay", MEMORY_0, 40, false));
        samples.add(new Sample(1, "relay", MEMORY_1000, 44, false));
        samples.add(new Sample(1, "relay", LOOK_100, 0.09, false));
        samples.add(new Sample(1, "relay", LOOK_5000, 0.1, false));
        samples.add(new Sample(1, "half", LOOK_100, 190, false));
        samples.add(new Sample(1, "half", LOOK_5000, 1_900, false));
        return new Results(
                Map.of("kernel", "Linux 6.18 <test> & \"more\"", "started", "2025-01-02T03:04:05Z"),
                List.of(
                        participant("direct", Contestant.Kind.DIRECT, Participant.State.MEASURED, ""),
                        participant("relay", Contestant.Kind.IN_PATH, Participant.State.MEASURED, ""),
                        participant("half", Contestant.Kind.RIVAL, Participant.State.MEASURED, ""),
                        participant("gone", Contestant.Kind.RIVAL, Participant.State.ABSENT, "gone is not installed"),
                        participant(
                                "broken",
                                Contestant.Kind.OBSERVING,
                                Participant.State.FAILED,
                                "start: broken ended: <why>")),
                samples,
                List.of(
                        new FailedStep(1, "broken", FailedStep.START, "broken ended: <why>"),
                        new FailedStep(2, "half", "churn", "Connection reset")));
    }

    private static Participant participant(String name, Contestant.Kind kind, Participant.State state, String why) {
        return new Participant(name, kind, name + " & its <description>", state, why, List.of());
    }
}
