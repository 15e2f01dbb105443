package dev.lull.bench.extra;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.model.BenchException;
import dev.lull.bench.model.Growth;
import dev.lull.bench.model.Metric;
import dev.lull.bench.run.BenchRun;
import dev.lull.bench.run.BenchSettings;
import java.util.List;
import java.util.Optional;

/** Something that is measured once, after the rounds, with one contestant after the other. */
public abstract class Extra {

    private static final int ROUND = 1;

    private final String id;

    Extra(String id) {
        this.id = id;
    }

    /** Returns its name on the command line and in reports. */
    public final String id() {
        return id;
    }

    /** Returns the figures that come of it, in the order in which they are shown. */
    public abstract List<Metric> metrics();

    /** Returns how the figures grow with something, to be drawn as lines; empty if they do not. */
    public Optional<Growth> growth() {
        return Optional.empty();
    }

    /** Tells whether it is left out unless it is asked for by name. */
    public boolean onlyOnRequest() {
        return false;
    }

    /** Tells whether a contestant has such figures. */
    abstract boolean concerns(Contestant contestant);

    /** Estimates how long it takes with one contestant. */
    abstract double secondsEach(BenchSettings settings);

    /** Measures one contestant. */
    abstract void measure(Contestant contestant, BenchRun run) throws BenchException;

    /** Estimates how long it takes with all of them. */
    public double seconds(List<Contestant> contestants, BenchSettings settings) {
        return secondsEach(settings)
                * contestants.stream().filter(this::concerns).count();
    }

    /** Measures all of them; what fails is noted in the results. What was asked for by name is never left out for lack of time. */
    public void run(List<Contestant> contestants, BenchRun run) {
        for (Contestant contestant : contestants) {
            if (!concerns(contestant) || run.results().isHopeless(contestant)) {
                continue;
            }
            if (!onlyOnRequest() && run.progress().isOver(run.settings().budget(), 1)) {
                run.results().leftOut(id + " of " + contestant.name());
                continue;
            }
            run.progress().begin(id + ": " + contestant.name());
            try {
                measure(contestant, run);
            } catch (BenchException e) {
                run.results().failed(ROUND, contestant, id, e.reason());
            }
            run.progress().did(secondsEach(run.settings()));
        }
    }
}
