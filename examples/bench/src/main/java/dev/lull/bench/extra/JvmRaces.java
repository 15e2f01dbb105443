package dev.lull.bench.extra;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.contestant.RivalRelays;
import dev.lull.bench.model.BenchException;
import dev.lull.bench.model.Metric;
import dev.lull.bench.run.BenchRun;
import dev.lull.bench.run.BenchSettings;
import java.util.List;
import java.util.Map;

/** Races of a small service in the same JVM: many stops in little time. */
public final class JvmRaces extends Races {

    static final String ID = "races";

    private static final Map<String, Metric> FIGURES = figures(ID, ID, "");
    private static final double SECONDS_PER_STOP = 0.03;

    public JvmRaces() {
        super(ID);
    }

    @Override
    public List<Metric> metrics() {
        return List.copyOf(FIGURES.values());
    }

    @Override
    boolean concerns(Contestant contestant) {
        return contestant.stopsWhenIdle()
                && (contestant.probe().isPresent() || contestant.name().equals(RivalRelays.SOCKET_PROXYD));
    }

    @Override
    double secondsEach(BenchSettings settings) {
        return settings.extras().races() * SECONDS_PER_STOP;
    }

    @Override
    void measure(Contestant contestant, BenchRun run) throws BenchException {
        race(contestant, run, run.settings().extras().races(), List.of(), FIGURES);
    }
}
