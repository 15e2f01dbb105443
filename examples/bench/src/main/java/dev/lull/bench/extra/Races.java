package dev.lull.bench.extra;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.machine.ChildProcess;
import dev.lull.bench.machine.JavaCommand;
import dev.lull.bench.model.BenchException;
import dev.lull.bench.model.Metric;
import dev.lull.bench.race.RaceMain;
import dev.lull.bench.run.BenchRun;
import dev.lull.bench.run.BenchSettings;
import dev.lull.bench.workload.ClientAndService;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Idle stops with a client at a random moment around each, and what becomes of the clients. */
public final class Races extends Extra {

    private static final String ID = "races";

    /** By what {@link RaceMain} calls it. */
    private static final Map<String, Metric> METRICS = metricsByName();

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final double SECONDS_PER_STOP = 0.03;

    public Races() {
        super(ID);
    }

    private static Map<String, Metric> metricsByName() {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        metrics.put("stops", metric("stops", "idle stops, each with a client around it", ""));
        metrics.put("served", metric("served", "clients served by the run they came to", ""));
        metrics.put("next_run", metric("next", "… whose attempt was pending, and served by a later run", ""));
        metrics.put("refused", metric("refused", "… refused, since nothing listened", ""));
        metrics.put("pending", metric("pending", "… whose attempt was pending for 5 s", ""));
        metrics.put("cut", metric("cut", "… cut off after connecting", ""));
        metrics.put("interval", metric("interval", "last look → port closed, p99", "µs"));
        return metrics;
    }

    private static Metric metric(String name, String title, String unit) {
        return Metric.cost(ID, ID + "." + name, title, unit).ofLullOnly();
    }

    @Override
    public List<Metric> metrics() {
        return List.copyOf(METRICS.values());
    }

    @Override
    public boolean onlyOnRequest() {
        return true;
    }

    @Override
    boolean concerns(Contestant contestant) {
        return contestant.stopsWhenIdle() && contestant.probe().isPresent();
    }

    @Override
    double secondsEach(BenchSettings settings) {
        return settings.extras().races() * SECONDS_PER_STOP;
    }

    @Override
    void measure(Contestant contestant, BenchRun run) throws BenchException {
        List<String> arguments = List.of(
                contestant.probe().orElseThrow(),
                String.valueOf(run.settings().extras().races()),
                String.valueOf(run.settings().seed()));
        try (ChildProcess process =
                ChildProcess.start(contestant.name(), JavaCommand.lull(RaceMain.class.getName(), arguments))) {
            String line = process.nextLine(PATIENCE);
            while (!line.startsWith("done ")) {
                if (line.startsWith("error ")) {
                    throw new BenchException(line.substring("error ".length()));
                }
                line = process.nextLine(PATIENCE);
            }
            Map<String, String> values = ClientAndService.values(line);
            METRICS.forEach((name, metric) -> run.results()
                    .value(1, contestant, metric, Double.parseDouble(Objects.requireNonNull(values.get(name), name))));
        }
    }
}
