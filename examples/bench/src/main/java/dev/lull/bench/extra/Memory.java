package dev.lull.bench.extra;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.machine.ChildProcess;
import dev.lull.bench.model.BenchException;
import dev.lull.bench.model.Growth;
import dev.lull.bench.model.Metric;
import dev.lull.bench.model.Section;
import dev.lull.bench.run.BenchRun;
import dev.lull.bench.run.BenchSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Resident memory while connections are idle. A contestant that only watches holds none of them: the service does. */
public final class Memory extends Extra {

    private static final String USUAL = "memory";
    private static final String MANY_ID = "memory-9500";
    private static final int MANY = 9_500;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    private static final Map<Integer, Metric> METRICS = new TreeMap<>(Map.of(
            0,
            Metric.cost(USUAL, "rss.0", "resident memory, fresh, no connection", "MB")
                    .drawn(Section.DOING_NOTHING, "Resident memory, no connection"),
            1_000,
            metric(USUAL, 1_000),
            5_000,
            metric(USUAL, 5_000),
            MANY,
            metric(MANY_ID, MANY)));

    private final boolean many;

    private Memory(String id, boolean many) {
        super(id);
        this.many = many;
    }

    /** With as many connections as the settings say. */
    public static Extra usual() {
        return new Memory(USUAL, false);
    }

    /** With far more of them; only when asked for. */
    public static Extra of9500() {
        return new Memory(MANY_ID, true);
    }

    private static Metric metric(String step, int connections) {
        String title = String.format(Locale.ROOT, "resident memory, %,d idle connections", connections);
        return Metric.cost(step, "rss." + connections, title, "MB");
    }

    @Override
    public List<Metric> metrics() {
        return METRICS.values().stream()
                .filter(metric -> metric.step().equals(id()))
                .toList();
    }

    @Override
    public Optional<Growth> growth() {
        return many
                ? Optional.empty()
                : Optional.of(new Growth(
                        "Memory, by idle connections", "idle connections", "MB resident", "idle connections", METRICS));
    }

    @Override
    public boolean onlyOnRequest() {
        return many;
    }

    @Override
    boolean concerns(Contestant contestant) {
        return contestant.kind() != Contestant.Kind.DIRECT;
    }

    @Override
    double secondsEach(BenchSettings settings) {
        return repeats(settings) * (0.7 + connections(settings).size() * 0.3);
    }

    @Override
    void measure(Contestant contestant, BenchRun run) throws BenchException {
        for (int i = 1; i <= repeats(run.settings()); i++) {
            measure(i, contestant, run);
        }
    }

    private void measure(int repeat, Contestant contestant, BenchRun run) throws BenchException {
        try (Contestant.Running running = contestant.start(run.start())) {
            ChildProcess process = running.process().orElseThrow();
            for (int connections : connections(run.settings())) {
                run.ends().hold(running.port(), connections);
                double megabytes = process.usage().residentBytes() / BYTES_PER_MEGABYTE;
                Optional.ofNullable(METRICS.get(connections))
                        .ifPresent(metric -> run.results().value(repeat, contestant, metric, megabytes));
            }
        } finally {
            run.ends().release();
        }
    }

    private List<Integer> connections(BenchSettings settings) {
        return many ? List.of(MANY) : settings.extras().idleConnections();
    }

    private int repeats(BenchSettings settings) {
        return many ? 1 : settings.extras().repeats();
    }
}
