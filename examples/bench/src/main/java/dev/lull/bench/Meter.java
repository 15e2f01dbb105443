package dev.lull.bench;

import dev.lull.bench.machine.ChildProcess;
import dev.lull.bench.machine.FamilyUsage;
import dev.lull.bench.machine.MachineCpu;
import dev.lull.bench.machine.Placement;
import dev.lull.bench.machine.ProcessTable;
import dev.lull.bench.model.BenchException;
import dev.lull.bench.run.BenchSettings;
import dev.lull.bench.workload.ClientAndService;
import dev.lull.bench.workload.LoadCommand;
import dev.lull.bench.workload.Measured;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Measures one workload on one contestant: what the load found, what it cost, and whether others disturbed it. */
final class Meter {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final FamilyUsage EVERYTHING =
            new FamilyUsage(ProcessHandle.current().pid());

    private final ClientAndService ends;
    private final Placement placement = Placement.here();
    private final int repeats;

    Meter(ClientAndService ends, int repeats) {
        this.ends = ends;
        this.repeats = repeats;
    }

    /**
     * A measurement, and how quiet it was around it.
     *
     * @param measured what was found
     * @param foreignShare of the processors, used by others meanwhile
     */
    record Measurement(Measured measured, double foreignShare) {
        boolean disturbed() {
            return foreignShare > BenchSettings.MOST_FOREIGN_SHARE;
        }
    }

    /** Tries again while others disturb it, a few times at most; the least disturbed one counts. */
    Measurement measure(LoadCommand command, Optional<ChildProcess> contestant) throws BenchException {
        placement.apply(command.workload().onOneProcessor(), ends.load(), ends.service(), contestant);
        Measurement best = once(command, contestant);
        for (int i = 0; i < repeats && best.disturbed(); i++) {
            Measurement again = once(command, contestant);
            best = again.foreignShare() < best.foreignShare() ? again : best;
        }
        return best;
    }

    private Measurement once(LoadCommand command, Optional<ChildProcess> contestant) throws BenchException {
        Moment[] moments = new Moment[2];
        Map<String, String> values =
                ends.run(command, phase -> moments[phase.equals("begin") ? 0 : 1] = Moment.now(ends, contestant));
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
        return new Measurement(
                new Measured(values, contestant.isPresent() ? contestantNanos : Double.NaN, allNanos), foreign);
    }

    private record Moment(
            long atNanos,
            MachineCpu machine,
            FamilyUsage.Cpu everything,
            FamilyUsage.Cpu contestant,
            FamilyUsage.Cpu load,
            FamilyUsage.Cpu service) {

        static final FamilyUsage.Cpu NONE = new FamilyUsage.Cpu(0, Map.of(), 0);

        static Moment now(ClientAndService ends, Optional<ChildProcess> contestant) {
            try {
                ProcessTable table = ProcessTable.now();
                return new Moment(
                        System.nanoTime(),
                        MachineCpu.now(),
                        EVERYTHING.cpu(table),
                        contestant.map(process -> process.usage().cpu(table)).orElse(NONE),
                        ends.load().usage().cpu(table),
                        ends.service().usage().cpu(table));
            } catch (IOException e) {
                throw new IllegalStateException("/proc/stat cannot be read: this needs Linux", e);
            }
        }
    }
}
