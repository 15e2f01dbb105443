package dev.lull.bench;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.contestant.DirectContestant;
import dev.lull.bench.contestant.LullContestants;
import dev.lull.bench.contestant.RivalRelays;
import dev.lull.bench.contestant.StrategyVariant;
import dev.lull.bench.extra.Extra;
import dev.lull.bench.extra.Measurements;
import dev.lull.bench.extra.Races;
import dev.lull.bench.machine.JavaCommand;
import dev.lull.bench.machine.MachineDescription;
import dev.lull.bench.machine.Placement;
import dev.lull.bench.machine.SystemCallCount;
import dev.lull.bench.model.BenchException;
import dev.lull.bench.report.ReportFiles;
import dev.lull.bench.report.Tables;
import dev.lull.bench.run.BenchRun;
import dev.lull.bench.run.BenchSettings;
import dev.lull.bench.run.Participant;
import dev.lull.bench.run.Progress;
import dev.lull.bench.run.Results;
import dev.lull.bench.run.ResultsBuilder;
import dev.lull.bench.workload.ClientAndService;
import dev.lull.bench.workload.Workload;
import dev.lull.bench.workload.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A whole run, from the contestants to the report. */
public final class Bench {

    private static final int MOST_THREADS = 4;

    private final BenchSettings settings;
    private final PrintStream out;
    private final ResultsBuilder results;
    private final Instant startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final long startedAtNanos = System.nanoTime();
    private final int threads =
            Math.max(1, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors() / 2));
    private volatile boolean saved;

    Bench(BenchSettings settings, List<Contestant> contestants, PrintStream out) {
        this.settings = settings;
        this.out = out;
        this.results = new ResultsBuilder(out, contestants);
    }

    /**
     * Runs, prints a table, and writes the report. What was measured is not lost: where the report cannot be written, or
     * the run does not get to its end, it is saved as JSON in another place.
     *
     * @param settings how
     * @param out for progress and table
     * @return the exit code: 0, or 1 if a contestant that is here could not be measured or the report not be written
     * @throws IOException if it is clear beforehand that the report cannot be written, or not even the direct connection
     *     works
     */
    public static int run(BenchSettings settings, PrintStream out) throws IOException {
        ReportFiles files = ReportFiles.prepare(settings.out());
        Bench bench = new Bench(settings, contestants(settings), out);
        Runtime.getRuntime().addShutdownHook(new Thread(bench::rescue, "rescue"));
        try {
            Results results = bench.measure();
            out.println();
            out.print(new Tables(results).terminal());
            boolean written = files.write(results, out);
            bench.saved = true;
            return written && results.participants().stream().noneMatch(Participant::failed) ? 0 : 1;
        } catch (BenchException e) {
            throw new IOException(e.reason(), e);
        }
    }

    /** For whatever ends this JVM too early, a signal for example. */
    private void rescue() {
        if (!saved && !results.isEmpty()) {
            out.println("lull bench did not get to its end.");
            ReportFiles.saveElsewhere(results.build(Map.of("started", startedAt.toString())), out);
        }
    }

    /**
     * The names that {@link BenchSettings#only()} may have.
     *
     * @param more the names of further contestants
     * @param program the launcher's main class, or empty
     * @return contestants, then steps
     */
    public static Set<String> names(Set<String> more, Optional<String> program) {
        Set<String> names = new LinkedHashSet<>();
        everybody(Map.of(), program).forEach(contestant -> names.add(contestant.name()));
        names.addAll(more);
        names.addAll(Measurements.ids());
        return names;
    }

    static List<Contestant> contestants(BenchSettings settings) {
        return everybody(settings.more(), settings.program()).stream()
                .filter(contestant -> wants(settings, contestant.name()))
                .toList();
    }

    private static boolean wants(BenchSettings settings, String contestant) {
        boolean everybody = Measurements.ids().containsAll(settings.only())
                && (!contestant.equals(StrategyVariant.PARENT)
                        || settings.only().stream().anyMatch(Races.IDS::contains));
        return contestant.equals(Results.DIRECT) || settings.only().contains(contestant) || everybody;
    }

    private static List<Contestant> everybody(Map<String, String> more, Optional<String> program) {
        List<Contestant> all = new ArrayList<>();
        all.add(new DirectContestant());
        all.add(LullContestants.idleJvm());
        all.addAll(LullContestants.all(program));
        all.addAll(RivalRelays.all());
        more.forEach((name, command) -> all.add(RivalRelays.of(name, command)));
        return all;
    }

    Results measure() throws BenchException {
        List<Contestant> present = results.present();
        int pace;
        Path scratch = makeScratch();
        try (ClientAndService ends = ClientAndService.start(threads)) {
            BenchRun run = new BenchRun(
                    settings,
                    ends,
                    results,
                    new Progress(out, seconds(present)),
                    new Contestant.StartOptions(ends.servicePort(), scratch, Optional.empty()));
            Rounds rounds = new Rounds(run);
            rounds.warmUp();
            rounds.run(present);
            extras().forEach(extra -> extra.run(present, run));
            pace = rounds.pacePerSecond();
        } finally {
            deleteScratch(scratch);
        }
        return results.build(facts(pace));
    }

    private Stream<Extra> extras() {
        return Measurements.EXTRAS.stream()
                .filter(extra -> Measurements.isWanted(settings, extra.id(), extra.onlyOnRequest()));
    }

    /** How long all of it takes, about. */
    private double seconds(List<Contestant> present) {
        return present.size() * settings.rounds() * Rounds.secondsOfATurn(settings)
                + extras().mapToDouble(extra -> extra.seconds(present, settings))
                        .sum();
    }

    private Map<String, String> facts(int pace) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("started", startedAt.toString());
        facts.put("took", Progress.text(Duration.ofNanos(System.nanoTime() - startedAtNanos)));
        facts.putAll(MachineDescription.collect());
        facts.put("rounds", settings.rounds() + ", random order in each (seed " + settings.seed() + ")");
        facts.put(
                "measured",
                settings.millis() + " ms per workload, after " + settings.warmMillis() + " ms of the same load");
        facts.put(
                "processors of the ends",
                Placement.here()
                        .description(Workloads.ALL.stream()
                                .filter(Workload::onOneProcessor)
                                .map(Workload::id)
                                .collect(Collectors.joining(", "))));
        facts.put("fixed pace", pace + " requests a second over 64 connections");
        facts.put(
                "what shares what",
                "client, contestant and service are processes of their own and share all processors and the loopback"
                        + " interface; client and service use " + threads + " thread(s) each");
        facts.put(
                "memory of a contestant",
                "resident, of all its processes; pages that several of them share count for each");
        // A report goes elsewhere: where this machine keeps its files says nothing there.
        facts.put(
                "Lull's JVM options",
                String.join(" ", JavaCommand.lullOptions()).replaceAll("=/\\S*/", "="));
        SystemCallCount.missing().ifPresent(why -> facts.put("system calls", "not counted: " + why));
        if (!results.leftOut().isEmpty()) {
            facts.put("left out for lack of time", String.join(", ", results.leftOut()));
        }
        facts.putAll(settings.facts());
        return facts;
    }

    private static Path makeScratch() throws BenchException {
        try {
            return Files.createTempDirectory("lull-bench");
        } catch (IOException e) {
            throw new BenchException("a temporary folder cannot be made: " + e.getMessage(), e);
        }
    }

    private static void deleteScratch(Path scratch) {
        try (Stream<Path> files = Files.walk(scratch)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("lull bench: " + scratch + " is left over: " + e.getMessage());
        }
    }
}
