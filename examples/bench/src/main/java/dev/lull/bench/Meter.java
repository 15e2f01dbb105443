package dev.lull.bench;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Measures one workload on one contestant: what the load found, what it cost, and whether others disturbed it. */
final class Meter {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final ProcessTree EVERYTHING =
            new ProcessTree(ProcessHandle.current().pid());

    private final Ends ends;
    private final Placement placement = Placement.here();
    private final int repeats;

    Meter(Ends ends, int repeats) {
        this.ends = ends;
        this.repeats = repeats;
    }

    /**
     * A measurement, and how quiet it was around it.
     *
     * @param measured what was found
     * @param foreignShare of the processors, used by others meanwhile
     */
    record Reading(Workload.Measured measured, double foreignShare) {
        boolean disturbed() {
            return foreignShare > BenchSettings.MOST_FOREIGN_SHARE;
        }
    }

    /** Tries again while others disturb it, a few times at most; the least disturbed one counts. */
    Reading measure(Workload workload, String command, Optional<ChildProcess> contestant) throws BenchException {
        placement.apply(workload, ends, contestant);
        Reading best = once(command, contestant);
        for (int i = 0; i < repeats && best.disturbed(); i++) {
            Reading again = once(command, contestant);
            best = again.foreignShare() < best.foreignShare() ? again : best;
        }
        return best;
    }

    private Reading once(String command, Optional<ChildProcess> contestant) throws BenchException {
        Moment[] moments = new Moment[2];
        Map<String, String> values = ends.run(command, phase -> {
            if (phase.equals("begin")) {
                moments[0] = Moment.now(ends, contestant);
            } else {
                moments[1] = Moment.now(ends, contestant);
            }
        });
        Moment begin = moments[0];
        Moment end = moments[1];
        if (begin == null || end == null) {
            throw new BenchException("the load did not say when it measured");
        }
        long contestantNanos = end.contestant.nanosSince(begin.contestant);
        long allNanos = contestantNanos + end.load.nanosSince(begin.load) + end.service.nanosSince(begin.service);
        double foreign = end.machine.foreignShare(
                begin.machine,
                end.everything.ticksNanos() - begin.everything.ticksNanos(),
                end.atNanos - begin.atNanos,
                PROCESSORS);
        return new Reading(new Workload.Measured(values, contestantNanos, allNanos), foreign);
    }

    private record Moment(
            long atNanos,
            MachineCpu machine,
            ProcessTree.Cpu everything,
            ProcessTree.Cpu contestant,
            ProcessTree.Cpu load,
            ProcessTree.Cpu service) {

        static final ProcessTree.Cpu NONE = new ProcessTree.Cpu(0, Map.of(), 0);

        static Moment now(Ends ends, Optional<ChildProcess> contestant) {
            try {
                ProcessTable table = ProcessTable.now();
                return new Moment(
                        System.nanoTime(),
                        MachineCpu.now(),
                        EVERYTHING.cpu(table),
                        contestant.map(process -> process.tree().cpu(table)).orElse(NONE),
                        ends.loadTree().cpu(table),
                        ends.serviceTree().cpu(table));
            } catch (IOException e) {
                throw new IllegalStateException("/proc/stat cannot be read: this needs Linux", e);
            }
        }
    }
}
