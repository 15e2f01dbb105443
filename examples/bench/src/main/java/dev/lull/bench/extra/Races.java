package dev.lull.bench.extra;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.machine.ChildProcess;
import dev.lull.bench.machine.JavaCommand;
import dev.lull.bench.model.BenchException;
import dev.lull.bench.model.Metric;
import dev.lull.bench.race.RaceMain;
import dev.lull.bench.run.BenchRun;
import dev.lull.bench.workload.ClientAndService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Idle stops with a client at a random moment around each, and what becomes of the clients. */
public abstract class Races extends Extra {

    /** What races are called on the command line. */
    public static final Set<String> IDS = Set.of(JvmRaces.ID, ProgramRaces.ID);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    Races(String id) {
        super(id);
    }

    @Override
    public final boolean onlyOnRequest() {
        return true;
    }

    /**
     * Makes the figures of one service.
     *
     * @param step the extra
     * @param prefix of their names in JSON
     * @param of whose clients, as the end of a title; may be empty
     * @return by what {@link RaceMain} calls them
     */
    static Map<String, Metric> figures(String step, String prefix, String of) {
        Map<String, Metric> figures = new LinkedHashMap<>();
        figures.put("stops", figure(step, prefix + ".stops", "idle stops, each with a client around it" + of, ""));
        figures.put("served", figure(step, prefix + ".served", "clients served by the run they came to" + of, ""));
        figures.put("next_run", figure(step, prefix + ".next", "… pending, and served by a later run" + of, ""));
        figures.put("refused", figure(step, prefix + ".refused", "… refused, since nothing listened" + of, ""));
        figures.put("pending", figure(step, prefix + ".pending", "… pending for 5 s" + of, ""));
        figures.put("cut", figure(step, prefix + ".cut", "… cut off after connecting" + of, ""));
        figures.put("interval", figure(step, prefix + ".interval", "last look → stopped, p99" + of, "µs"));
        return figures;
    }

    private static Metric figure(String step, String id, String title, String unit) {
        return Metric.cost(step, id, title, unit);
    }

    /**
     * Races one service, and notes its figures.
     *
     * @param program an installed program's name and a folder for it; empty for a service of the bench's own
     */
    static void race(Contestant contestant, BenchRun run, int stops, List<String> program, Map<String, Metric> figures)
            throws BenchException {
        List<String> arguments = new ArrayList<>(List.of(
                contestant.probe().orElseGet(contestant::name),
                String.valueOf(stops),
                String.valueOf(run.settings().seed())));
        arguments.addAll(program);
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
            figures.forEach((name, metric) -> Optional.ofNullable(values.get(name))
                    .ifPresent(value -> run.results().value(1, contestant, metric, Double.parseDouble(value))));
        }
    }
}
