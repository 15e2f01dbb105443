package dev.lull.bench.run;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.model.Metric;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What has been found so far. Safe for use by several threads: an interrupted run saves what there is. */
public final class ResultsBuilder {

    private final PrintStream out;
    private final List<Contestant> contestants;
    private final Map<String, String> absent = new LinkedHashMap<>();
    private final List<Sample> samples = new ArrayList<>();
    private final List<FailedStep> failures = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final Map<String, Set<String>> notes = new LinkedHashMap<>();

    /**
     * Begins, and asks each contestant whether it can take part.
     *
     * @param out told of what fails
     * @param contestants all of them
     */
    public ResultsBuilder(PrintStream out, List<Contestant> contestants) {
        this.out = out;
        this.contestants = List.copyOf(contestants);
        for (Contestant contestant : contestants) {
            contestant.absence().ifPresent(why -> absent.put(contestant.name(), why));
        }
    }

    /** Returns the contestants that can take part. */
    public List<Contestant> present() {
        return contestants.stream()
                .filter(contestant -> !absent.containsKey(contestant.name()))
                .toList();
    }

    public void value(int round, Contestant contestant, Metric metric, double value) {
        value(round, contestant, metric, value, false);
    }

    public synchronized void value(int round, Contestant contestant, Metric metric, double value, boolean disturbed) {
        samples.add(new Sample(round, contestant.name(), metric, value, disturbed));
    }

    public synchronized void failed(int round, Contestant contestant, String step, String why) {
        failures.add(new FailedStep(round, contestant.name(), step, why));
        out.println("       " + contestant.name() + ", " + step + ": FAILED: " + why);
    }

    public synchronized void note(Contestant contestant, String note) {
        notes.computeIfAbsent(contestant.name(), name -> new LinkedHashSet<>()).add(note);
    }

    public synchronized void leftOut(String what) {
        leftOut.add(what);
    }

    /** Returns what there was no time for. */
    public synchronized List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    public synchronized boolean isEmpty() {
        return samples.isEmpty();
    }

    /** Tells whether a contestant does not work at all. */
    public synchronized boolean isHopeless(Contestant contestant) {
        return hopeless(contestant).isPresent();
    }

    private Optional<FailedStep> hopeless(Contestant contestant) {
        return failures.stream()
                .filter(failure -> failure.contestant().equals(contestant.name()) && failure.isOfAll())
                .findFirst();
    }

    /** Returns all that was found until now. */
    public synchronized Results build(Map<String, String> facts) {
        return new Results(facts, contestants.stream().map(this::participant).toList(), samples, failures);
    }

    private Participant participant(Contestant contestant) {
        Participant.State state = Participant.State.MEASURED;
        String why = "";
        String absence = absent.get(contestant.name());
        Optional<FailedStep> failure = hopeless(contestant);
        if (absence != null) {
            state = Participant.State.ABSENT;
            why = absence;
        } else if (failure.isPresent()) {
            state = Participant.State.FAILED;
            why = failure.get().step() + ": " + failure.get().why();
        }
        return new Participant(
                contestant.name(),
                contestant.kind(),
                contestant.description(),
                state,
                why,
                List.copyOf(notes.getOrDefault(contestant.name(), Set.of())));
    }
}
