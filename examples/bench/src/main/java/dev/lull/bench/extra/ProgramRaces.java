package dev.lull.bench.extra;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.contestant.StrategyVariant;
import dev.lull.bench.model.BenchException;
import dev.lull.bench.model.Metric;
import dev.lull.bench.race.program.RealProgram;
import dev.lull.bench.run.BenchRun;
import dev.lull.bench.run.BenchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Races of programs as they are installed here, each ended as {@code lull run} ends COMMAND. */
public final class ProgramRaces extends Races {

    static final String ID = "races-real";

    /** Each way of watching once, where it can as the one that holds the door. */
    private static final Set<String> CONTESTANTS = Set.of("ebpf", StrategyVariant.PARENT, "proxy", "uring");

    private static final Map<RealProgram, Map<String, Metric>> FIGURES = figuresOfAll();
    private static final double SECONDS_PER_STOP = 0.15;

    public ProgramRaces() {
        super(ID);
    }

    private static Map<RealProgram, Map<String, Metric>> figuresOfAll() {
        Map<RealProgram, Map<String, Metric>> figures = new LinkedHashMap<>();
        RealProgram.ALL.forEach(
                program -> figures.put(program, figures(ID, ID + "." + program.name(), ", " + program.name())));
        return figures;
    }

    @Override
    public List<Metric> metrics() {
        return FIGURES.values().stream()
                .flatMap(figures -> figures.values().stream())
                .toList();
    }

    @Override
    boolean concerns(Contestant contestant) {
        return CONTESTANTS.contains(contestant.name());
    }

    @Override
    double secondsEach(BenchSettings settings) {
        return settings.extras().programRaces() * SECONDS_PER_STOP * FIGURES.size();
    }

    @Override
    void measure(Contestant contestant, BenchRun run) throws BenchException {
        Path folder = folder(contestant, run);
        for (Map.Entry<RealProgram, Map<String, Metric>> each : FIGURES.entrySet()) {
            RealProgram program = each.getKey();
            Optional<String> absence = program.absence();
            if (absence.isPresent()) {
                run.results().note(contestant, ID + " without " + program.name() + ": " + absence.get());
            } else {
                race(
                        contestant,
                        run,
                        run.settings().extras().programRaces(),
                        List.of(program.name(), folder.toString()),
                        each.getValue());
            }
        }
    }

    /** Others than the one who measures may pass through it: PostgreSQL refuses root. */
    private static Path folder(Contestant contestant, BenchRun run) throws BenchException {
        try {
            Files.setPosixFilePermissions(run.start().scratch(), PosixFilePermissions.fromString("rwx--x--x"));
            return Files.createDirectories(run.start().scratch().resolve(ID + "-" + contestant.name()));
        } catch (IOException e) {
            throw new BenchException("a folder cannot be made: " + e.getMessage(), e);
        }
    }
}
