package dev.lull.bench;

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
import java.util.stream.Stream;

/** A whole run, from the contestants to the report. */
public final class Bench {

    private static final double SECONDS_OF_A_STOP = 1;

    private final BenchSettings settings;
    private final PrintStream out;

    private Bench(BenchSettings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /**
     * Runs, prints a table, and writes the report.
     *
     * @param settings how
     * @param out for progress and table
     * @return the exit code: 0, or 1 if a contestant that is here could not be measured
     * @throws IOException if the report cannot be written, or not even the direct connection works
     */
    public static int run(BenchSettings settings, PrintStream out) throws IOException {
        Results results;
        try {
            results = new Bench(settings, out).measure(contestants(settings));
        } catch (BenchException e) {
            throw new IOException(e.getMessage(), e);
        }
        out.println();
        out.print(new Tables(results).terminal());
        for (Path file : Report.write(results, settings.out())) {
            out.println("wrote " + file);
        }
        return results.standings().stream().anyMatch(standing -> standing.state() == Standing.State.FAILED) ? 1 : 0;
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
        names.addAll(Steps.ids());
        return names;
    }

    static List<Contestant> contestants(BenchSettings settings) {
        return everybody(settings.more(), settings.program()).stream()
                .filter(contestant -> settings.wantsContestant(contestant.name()))
                .toList();
    }

    private static List<Contestant> everybody(Map<String, String> more, Optional<String> program) {
        List<Contestant> all = new ArrayList<>();
        all.add(new DirectContestant());
        all.add(LullContestants.idleJvm());
        all.addAll(LullContestants.all(program));
        all.addAll(Peers.all());
        more.forEach((name, command) -> all.add(Peers.of(name, command)));
        return all;
    }

    static Results measure(BenchSettings settings, List<Contestant> contestants, PrintStream out)
            throws BenchException {
        return new Bench(settings, out).measure(contestants);
    }

    private Results measure(List<Contestant> contestants) throws BenchException {
        Instant startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        long startedAtNanos = System.nanoTime();
        Map<String, String> absent = new LinkedHashMap<>();
        contestants.forEach(contestant -> contestant.absence().ifPresent(why -> absent.put(contestant.name(), why)));
        List<Contestant> present = contestants.stream()
                .filter(contestant -> !absent.containsKey(contestant.name()))
                .toList();
        Notebook notebook = new Notebook(out);
        int threads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
        int pace;
        Path scratch = makeScratch();
        try (Ends ends = Ends.start(threads)) {
            Contestant.Place place = new Contestant.Place(ends.servicePort(), scratch, Optional.empty());
            Progress progress = new Progress(out, steps(present));
            Rounds rounds = new Rounds(settings, ends, notebook, progress, place);
            rounds.warmUp();
            rounds.run(present);
            Afterwards afterwards = new Afterwards(settings, ends, notebook, progress, place);
            afterwards.run(present);
            pace = rounds.pacePerSecond();
        } finally {
            deleteScratch(scratch);
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("started", startedAt.toString());
        facts.put("took", Progress.text(Duration.ofNanos(System.nanoTime() - startedAtNanos)));
        facts.putAll(MachineFacts.collect());
        facts.put("rounds", settings.rounds() + ", random order in each (seed " + settings.seed() + ")");
        facts.put(
                "measured",
                settings.millis() + " ms per workload, after " + settings.warmMillis() + " ms of the same load");
        facts.put("processors of the ends", Placement.here().description());
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
        if (SystemCallCount.missing().isPresent()) {
            facts.put(
                    "system calls", "not counted: " + SystemCallCount.missing().get());
        }
        if (!notebook.leftOut().isEmpty()) {
            facts.put("left out for lack of time", String.join(", ", notebook.leftOut()));
        }
        facts.putAll(settings.facts());
        return notebook.results(facts, contestants, absent);
    }

    private double steps(List<Contestant> present) {
        double perTurn = Rounds.weight(settings);
        double once = Afterwards.STEPS.stream()
                .filter(step -> settings.wants(step) && !step.equals(Steps.REST))
                .mapToDouble(step -> stepWeight(step, settings))
                .sum();
        double together = settings.wants(Steps.REST) ? stepWeight(Steps.REST, settings) : 0;
        return present.size() * (settings.rounds() * perTurn + once) + together;
    }

    /** How long a step takes, counted in workloads of the rounds; all contestants take each, whether it is for them or not. */
    static double stepWeight(String step, BenchSettings settings) {
        BenchSettings.Extras extras = settings.extras();
        double repeats = extras.repeats();
        double seconds =
                switch (step) {
                    case Steps.REST -> (3 * repeats * extras.callsMillis() + 2 * extras.settleMillis()) / 1e3 + 12;
                    case Steps.CALLS -> 1 + 0.7 * repeats;
                    case Steps.EVENTS -> 0.6 * (0.5 + repeats * extras.events() * 0.003);
                    case Steps.IDLE_STOP ->
                        0.6
                                * extras.idleStops()
                                * (SECONDS_OF_A_STOP + extras.idleTimeout().toMillis() / 1e3);
                    case Steps.LOOKS -> 0.5 * extras.lookSockets().size() * (1 + 0.5 * repeats);
                    default -> repeats * (0.7 + extras.idleConnections().size() * 0.3);
                };
        return seconds / Rounds.workloadSeconds(settings);
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
