package dev.lull.bench;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.extra.Measurements;
import dev.lull.bench.extra.StartTime;
import dev.lull.bench.machine.ChildProcess;
import dev.lull.bench.model.BenchException;
import dev.lull.bench.run.BenchRun;
import dev.lull.bench.run.BenchSettings;
import dev.lull.bench.run.FailedStep;
import dev.lull.bench.workload.LoadCommand;
import dev.lull.bench.workload.Workload;
import dev.lull.bench.workload.Workloads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The measured rounds: in each, every contestant takes its turn, in random order. */
final class Rounds {

    /** So many times a workload's own warm-up for the two ends' JVMs, which compile for a while. */
    private static final int WARM_UPS = 5;

    /** Start, warm-up and end of a contestant. */
    private static final double SECONDS_OF_A_START = 0.9;

    private static final int ROUNDING = 1_000;
    private static final int LEAST_PACE = 100;

    private final BenchRun run;
    private final BenchSettings settings;
    private final Meter meter;
    private final List<Workload> workloads;
    private int pacePerSecond = ROUNDING;

    Rounds(BenchRun run) {
        this.run = run;
        this.settings = run.settings();
        this.meter = new Meter(run.ends(), settings.repeats());
        this.workloads = workloads(settings);
    }

    private static List<Workload> workloads(BenchSettings settings) {
        return Workloads.ALL.stream()
                .filter(workload -> Measurements.isWanted(settings, workload.id(), false))
                .toList();
    }

    /** How long a turn takes, about. */
    static double secondsOfATurn(BenchSettings settings) {
        return SECONDS_OF_A_START + workloads(settings).size() * (settings.millis() + settings.warmMillis() + 60) / 1e3;
    }

    int pacePerSecond() {
        return pacePerSecond;
    }

    /** Lets the two ends' JVMs compile what they run, and finds out what pace suits this machine. */
    void warmUp() throws BenchException {
        run.progress().begin("warming up client and service");
        int port = run.ends().servicePort();
        for (Workload workload : Workloads.ALL) {
            if (workloads.contains(workload) || workload == Workloads.PP64) {
                measure(workload, port, settings.warmMillis() * WARM_UPS, Optional.empty());
            }
        }
        Meter.Measurement calibration = measure(Workloads.PP64, port, settings.warmMillis(), Optional.empty());
        double pace = calibration.measured().perSecond() * BenchSettings.PACE;
        pacePerSecond = Math.max(LEAST_PACE, (int) Math.round(pace / ROUNDING) * ROUNDING);
    }

    void run(List<Contestant> contestants) {
        Random random = new Random(settings.seed());
        for (int round = 1; round <= settings.rounds(); round++) {
            List<Contestant> order = new ArrayList<>(contestants);
            Collections.shuffle(order, random);
            for (Contestant contestant : order) {
                if (round > 1 && run.progress().isOver(settings.budget(), BenchSettings.ROUNDS_SHARE)) {
                    run.results().leftOut("round " + round + " of " + contestant.name());
                } else {
                    run.progress().begin("round " + round + " of " + settings.rounds() + ": " + contestant.name());
                    if (!run.results().isHopeless(contestant)) {
                        turn(round, contestant);
                    }
                }
                run.progress().did(secondsOfATurn(settings));
            }
        }
    }

    private void turn(int round, Contestant contestant) {
        try (Contestant.Running running = contestant.start(run.start())) {
            if (running.process().isPresent() && Measurements.isWanted(settings, StartTime.ID, false)) {
                run.results().value(round, contestant, StartTime.METRIC, running.startMillis());
            }
            if (contestant.kind() == Contestant.Kind.FLOOR || (round == 1 && !check(contestant, running))) {
                return;
            }
            if (running.process().isPresent() && !workloads.isEmpty()) {
                warmUp(running);
            }
            for (Workload workload : workloads) {
                measure(round, contestant, running, workload);
            }
        } catch (BenchException e) {
            run.results().failed(round, contestant, FailedStep.START, e.reason());
        }
    }

    private boolean check(Contestant contestant, Contestant.Running running) {
        try {
            if (!run.ends().passesOnHalfClose(running.port())) {
                run.results()
                        .note(
                                contestant,
                                "half-close lost: when the client ends its direction, what the service still sends is"
                                        + " cut off");
            }
            return true;
        } catch (BenchException e) {
            run.results().failed(1, contestant, FailedStep.CHECK, e.reason());
            return false;
        }
    }

    /** A fresh JVM in the path is slow at first; a fresh program of another kind does not mind. */
    private void warmUp(Contestant.Running running) {
        for (Workload workload : List.of(Workloads.PP64, Workloads.DOWN16)) {
            try {
                measure(workload, running.port(), settings.warmMillis(), running.process());
            } catch (BenchException e) {
                return; // it will fail again where it counts
            }
        }
    }

    private void measure(int round, Contestant contestant, Contestant.Running running, Workload workload) {
        try {
            Meter.Measurement reading = measure(workload, running.port(), settings.millis(), running.process());
            for (Workload.Figure figure : workload.figures()) {
                double value = figure.value().applyAsDouble(reading.measured());
                if (Double.isFinite(value)) {
                    run.results().value(round, contestant, figure.metric(), value, reading.disturbed());
                }
            }
        } catch (BenchException e) {
            run.results().failed(round, contestant, workload.id(), e.reason());
        }
    }

    private Meter.Measurement measure(Workload workload, int port, int millis, Optional<ChildProcess> contestant)
            throws BenchException {
        return meter.measure(
                new LoadCommand(workload, port, settings.warmMillis(), Math.max(1, millis), pacePerSecond), contestant);
    }
}
