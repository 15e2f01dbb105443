package dev.lull.bench.extra;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.machine.SystemCallCount;
import dev.lull.bench.model.BenchException;
import dev.lull.bench.model.Metric;
import dev.lull.bench.run.BenchRun;
import dev.lull.bench.run.BenchSettings;
import dev.lull.bench.workload.LoadCommand;
import dev.lull.bench.workload.Measured;
import dev.lull.bench.workload.Workload;
import dev.lull.bench.workload.Workloads;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** System calls for each request, byte and connection, of the workloads that have a figure for them. */
public final class SystemCallsAtWork extends Extra {

    private static final int MILLIS = 150;

    public SystemCallsAtWork() {
        super("calls");
    }

    @Override
    public List<Metric> metrics() {
        return Workloads.ALL.stream()
                .flatMap(workload -> workload.systemCalls().stream())
                .map(Workload.SystemCalls::metric)
                .toList();
    }

    @Override
    boolean concerns(Contestant contestant) {
        return contestant.isWorking() && SystemCallCount.missing().isEmpty();
    }

    @Override
    double secondsEach(BenchSettings settings) {
        return 1 + 0.7 * settings.extras().repeats();
    }

    private record Work(Metric metric, int repeat, Instant from, Instant to, double pieces) {}

    /** One that only watches has nothing to do for a byte: one workload is enough to see that. */
    @Override
    void measure(Contestant contestant, BenchRun run) throws BenchException {
        List<Workload> workloads = Workloads.ALL.stream()
                .filter(workload -> workload.systemCalls().isPresent())
                .filter(workload -> contestant.kind() != Contestant.Kind.OBSERVING || workload.onOneProcessor())
                .toList();
        try (Contestant.Running running = contestant.start(run.start());
                SystemCallCount count = SystemCallCount.of(
                        running.process().orElseThrow(), run.start().scratch())) {
            List<Work> done = new ArrayList<>();
            for (Workload workload : workloads) {
                for (int i = 1; i <= run.settings().extras().repeats(); i++) {
                    done.add(work(workload, i, running.port(), run));
                }
            }
            for (Work work : done) {
                double calls = count.between(work.from(), work.to());
                run.results().value(work.repeat(), contestant, work.metric(), calls / work.pieces());
            }
        }
    }

    private static Work work(Workload workload, int repeat, int port, BenchRun run) throws BenchException {
        Workload.SystemCalls counted = workload.systemCalls().orElseThrow();
        Instant[] times = new Instant[2];
        LoadCommand command = new LoadCommand(workload, port, repeat == 1 ? MILLIS : MILLIS / 3, MILLIS, 0);
        Map<String, String> answer =
                run.ends().run(command, phase -> times[phase.equals("begin") ? 0 : 1] = Instant.now());
        double pieces = new Measured(answer, 0, 0).operations() / counted.operations();
        return new Work(counted.metric(), repeat, times[0], times[1], pieces);
    }
}
