package dev.lull.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What has been found so far. */
final class Notebook {

    private final PrintStream out;
    private final List<Sample> samples = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final Map<String, Set<String>> notes = new LinkedHashMap<>();

    Notebook(PrintStream out) {
        this.out = out;
    }

    void value(int round, Contestant contestant, Metric metric, double value, boolean disturbed) {
        samples.add(new Sample(round, contestant.name(), metric, value, disturbed));
    }

    void failed(int round, Contestant contestant, String step, String why) {
        failures.add(new Failure(round, contestant.name(), step, why));
        out.println("       " + contestant.name() + ", " + step + ": FAILED: " + why);
    }

    void note(Contestant contestant, String note) {
        notes.computeIfAbsent(contestant.name(), name -> new LinkedHashSet<>()).add(note);
    }

    void leftOut(String what) {
        leftOut.add(what);
    }

    /** What there was no time for. */
    List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    boolean hopeless(Contestant contestant) {
        return failures.stream()
                .anyMatch(failure -> failure.contestant().equals(contestant.name()) && neverMeasured(failure));
    }

    Results results(Map<String, String> facts, List<Contestant> contestants, Map<String, String> absent) {
        List<Standing> standings = new ArrayList<>();
        for (Contestant contestant : contestants) {
            standings.add(standing(contestant, absent.get(contestant.name())));
        }
        return new Results(facts, standings, samples, failures);
    }

    private Standing standing(Contestant contestant, @org.jspecify.annotations.Nullable String absence) {
        Standing.State state = Standing.State.MEASURED;
        String why = "";
        if (absence != null) {
            state = Standing.State.ABSENT;
            why = absence;
        } else if (hopeless(contestant)) {
            state = Standing.State.FAILED;
            why = failures.stream()
                    .filter(failure -> failure.contestant().equals(contestant.name()) && neverMeasured(failure))
                    .map(failure -> failure.step() + ": " + failure.why())
                    .findFirst()
                    .orElse("");
        }
        return new Standing(
                contestant.name(),
                contestant.kind(),
                contestant.description(),
                state,
                why,
                List.copyOf(notes.getOrDefault(contestant.name(), Set.of())));
    }

    private static boolean neverMeasured(Failure failure) {
        return failure.step().equals(Steps.START) || failure.step().equals(Steps.CHECK);
    }
}
