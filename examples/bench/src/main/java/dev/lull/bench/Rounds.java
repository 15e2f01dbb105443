package dev.lull.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The measured rounds: in each, every contestant takes its turn, in random order. */
final class Rounds {

    /** So many times a workload's own warm-up for the two ends' JVMs, which compile for a while. */
    private static final int WARM_UPS = 5;

    /** Start, warm-up and end of a contestant. */
    private static final double SECONDS_OF_A_START = 0.9;

    private final BenchSettings settings;
    private final Ends ends;
    private final Meter meter;
    private final Notebook notebook;
    private final Progress progress;
    private final Contestant.Place place;
    private final List<Workload> workloads;
    private int pacePerSecond = 1_000;

    Rounds(BenchSettings settings, Ends ends, Notebook notebook, Progress progress, Contestant.Place place) {
        this.settings = settings;
        this.ends = ends;
        this.meter = new Meter(ends, settings.repeats());
        this.notebook = notebook;
        this.progress = progress;
        this.place = place;
        this.workloads = workloads(settings);
    }

    static List<Workload> workloads(BenchSettings settings) {
        return Arrays.stream(Workload.values())
                .filter(workload -> settings.wants(workload.id()))
                .toList();
    }

    static double workloadSeconds(BenchSettings settings) {
        return (settings.millis() + settings.warmMillis() + 60) / 1e3;
    }

    /** How long a turn takes, counted in workloads. */
    static double weight(BenchSettings settings) {
        return workloads(settings).size() + SECONDS_OF_A_START / workloadSeconds(settings);
    }

    int pacePerSecond() {
        return pacePerSecond;
    }

    /** Lets the two ends' JVMs compile what they run, and finds out what pace suits this machine. */
    void warmUp() throws BenchException {
        progress.begin("warming up client and service");
        for (Workload workload : Workload.values()) {
            if (workloads.contains(workload) || workload == Workload.PP64) {
                run(workload, place.servicePort(), settings.warmMillis() * WARM_UPS, Optional.empty());
            }
        }
        Meter.Reading calibration = run(Workload.PP64, place.servicePort(), settings.warmMillis(), Optional.empty());
        double perSecond = Workload.PP64.figures(calibration.measured(), false).getOrDefault(Metric.PP64_RATE, 0.0);
        pacePerSecond = Math.max(100, (int) Math.round(perSecond * BenchSettings.PACE / 1_000) * 1_000);
    }

    void run(List<Contestant> contestants) {
        Random random = new Random(settings.seed());
        for (int round = 1; round <= settings.rounds(); round++) {
            List<Contestant> order = new ArrayList<>(contestants);
            Collections.shuffle(order, random);
            for (Contestant contestant : order) {
                if (round > 1 && progress.isOver(settings.budget(), BenchSettings.ROUNDS_SHARE)) {
                    notebook.leftOut("round " + round + " of " + contestant.name());
                    progress.did(weight(settings));
                    continue;
                }
                progress.begin("round " + round + " of " + settings.rounds() + ": " + contestant.name());
                if (!notebook.hopeless(contestant)) {
                    turn(round, contestant);
                }
                progress.did(weight(settings));
            }
        }
    }

    private void turn(int round, Contestant contestant) {
        try (Contestant.Running running = contestant.start(place)) {
            if (running.process().isPresent() && settings.wants(Steps.START)) {
                notebook.value(round, contestant, Metric.START, running.startMillis(), false);
            }
            if (contestant.kind() == Standing.Kind.FLOOR || (round == 1 && !check(contestant, running))) {
                return;
            }
            if (running.process().isPresent() && !workloads.isEmpty()) {
                warmUp(running);
            }
            for (Workload workload : workloads) {
                measure(round, contestant, running, workload);
            }
        } catch (BenchException e) {
            notebook.failed(round, contestant, Steps.START, message(e));
        }
    }

    private boolean check(Contestant contestant, Contestant.Running running) {
        try {
            Map<String, String> answer = ends.run("check " + running.port(), null);
            if ("lost".equals(answer.get("halfclose"))) {
                notebook.note(
                        contestant,
                        "half-close lost: when the client ends its direction, what the service still sends is cut off");
            }
            return true;
        } catch (BenchException e) {
            notebook.failed(1, contestant, Steps.CHECK, message(e));
            return false;
        }
    }

    /** A fresh JVM in the path is slow at first; a fresh program of another kind does not mind. */
    private void warmUp(Contestant.Running running) {
        for (Workload workload : List.of(Workload.PP64, Workload.DOWN16)) {
            try {
                run(workload, running.port(), settings.warmMillis(), running.process());
            } catch (BenchException e) {
                return; // it will fail again where it counts
            }
        }
    }

    private void measure(int round, Contestant contestant, Contestant.Running running, Workload workload) {
        try {
            Meter.Reading reading = run(workload, running.port(), settings.millis(), running.process());
            workload.figures(reading.measured(), running.process().isPresent())
                    .forEach((metric, value) -> notebook.value(round, contestant, metric, value, reading.disturbed()));
        } catch (BenchException e) {
            notebook.failed(round, contestant, workload.id(), message(e));
        }
    }

    private Meter.Reading run(Workload workload, int port, int millis, Optional<ChildProcess> contestant)
            throws BenchException {
        return meter.measure(
                workload,
                workload.command(port, settings.warmMillis(), Math.max(1, millis), pacePerSecond),
                contestant);
    }

    static String message(BenchException e) {
        return String.valueOf(e.getMessage());
    }
}
