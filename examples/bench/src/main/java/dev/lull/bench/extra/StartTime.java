package dev.lull.bench.extra;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.model.Metric;
import dev.lull.bench.model.Section;
import dev.lull.bench.run.BenchRun;
import dev.lull.bench.run.BenchSettings;
import java.util.List;

/** How long a contestant takes until it works. It is measured in the rounds, where every contestant is started anyway. */
public final class StartTime extends Extra {

    /** Its name, also as the step that failed where a contestant did not start. */
    public static final String ID = "start";

    public static final Metric METRIC = Metric.cost(
                    ID, ID, "process started → watching, or first connection answered", "ms")
            .drawn(Section.TIMELINESS, "Process started → watching, or first connection answered");

    public StartTime() {
        super(ID);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(METRIC);
    }

    @Override
    boolean concerns(Contestant contestant) {
        return false;
    }

    @Override
    double secondsEach(BenchSettings settings) {
        return 0;
    }

    @Override
    void measure(Contestant contestant, BenchRun run) {
        throw new AssertionError("measured in the rounds");
    }
}
