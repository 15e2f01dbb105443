package dev.lull.bench.extra;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.model.BenchException;
import dev.lull.bench.model.Metric;
import dev.lull.bench.model.Section;
import dev.lull.bench.run.BenchRun;
import dev.lull.bench.run.BenchSettings;
import java.util.List;
import java.util.Map;

/** How long from a client's connect() until a listener hears of it. */
public final class EventLatency extends Extra {

    private static final String ID = "events";
    private static final Metric P50 = metric("event.p50", "median");
    private static final Metric P99 = metric("event.p99", "p99");

    public EventLatency() {
        super(ID);
    }

    private static Metric metric(String id, String which) {
        String title = "connect() called → listener called, " + which;
        return Metric.cost(ID, id, title, "µs").drawn(Section.TIMELINESS, title).ofLullOnly();
    }

    @Override
    public List<Metric> metrics() {
        return List.of(P50, P99);
    }

    @Override
    boolean concerns(Contestant contestant) {
        return contestant.probe().isPresent();
    }

    @Override
    double secondsEach(BenchSettings settings) {
        return 0.5 + settings.extras().repeats() * settings.extras().events() * 0.003;
    }

    @Override
    void measure(Contestant contestant, BenchRun run) throws BenchException {
        try (StrategyProbe probe = StrategyProbe.start(contestant, run)) {
            for (int i = 1; i <= run.settings().extras().repeats(); i++) {
                Map<String, String> answer =
                        probe.ask("events " + run.settings().extras().events());
                if (answer.containsKey("polls")) {
                    run.results().note(contestant, "tells of a connection at its next look, not when it is made");
                    return;
                }
                run.results().value(i, contestant, P50, Double.parseDouble(answer.get("p50")));
                run.results().value(i, contestant, P99, Double.parseDouble(answer.get("p99")));
            }
        }
    }
}
