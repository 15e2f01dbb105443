package dev.lull.bench.extra;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.model.BenchException;
import dev.lull.bench.model.Growth;
import dev.lull.bench.model.Metric;
import dev.lull.bench.run.BenchRun;
import dev.lull.bench.run.BenchSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How long one look takes among many sockets. */
public final class LookTime extends Extra {

    private static final String ID = "looks";

    private static final Map<Integer, Metric> METRICS = Stream.of(100, 1_000, 5_000, 20_000)
            .collect(Collectors.toMap(Function.identity(), LookTime::metric, (one, other) -> one, TreeMap::new));

    public LookTime() {
        super(ID);
    }

    private static Metric metric(int sockets) {
        return Metric.cost(
                ID, "look." + sockets, String.format(Locale.ROOT, "one look among %,d sockets", sockets), "µs");
    }

    @Override
    public List<Metric> metrics() {
        return List.copyOf(METRICS.values());
    }

    @Override
    public Optional<Growth> growth() {
        return Optional.of(new Growth(
                "One look, by sockets on the machine",
                "sockets on the machine, all of them on the watched port",
                "µs for one look",
                "sockets on the machine",
                METRICS));
    }

    @Override
    boolean concerns(Contestant contestant) {
        return contestant.isWorking() && contestant.probe().isPresent();
    }

    @Override
    double secondsEach(BenchSettings settings) {
        return settings.extras().lookSockets().size()
                * (1 + 0.5 * settings.extras().repeats());
    }

    /** Each held connection is two sockets, its two ends; through a relay four. */
    @Override
    void measure(Contestant contestant, BenchRun run) throws BenchException {
        int socketsEach = contestant.kind() == Contestant.Kind.IN_PATH ? 4 : 2;
        try (StrategyProbe probe = StrategyProbe.start(contestant, run)) {
            for (int sockets : run.settings().extras().lookSockets()) {
                run.ends().hold(probe.port(), sockets / socketsEach);
                Metric metric = Objects.requireNonNull(METRICS.get(sockets), "metric");
                for (int i = 1; i <= run.settings().extras().repeats(); i++) {
                    double micros = Double.parseDouble(probe.ask("look").get("look"));
                    run.results().value(i, contestant, metric, micros);
                }
            }
        } finally {
            run.ends().release();
        }
    }
}
