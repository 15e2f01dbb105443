package dev.lull.bench;

import dev.lull.bench.contestant.CommandContestant;
import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.contestant.DirectContestant;
import dev.lull.bench.extra.Measurements;
import dev.lull.bench.machine.JavaCommand;
import dev.lull.bench.model.Metric;
import dev.lull.bench.run.BenchSettings;
import dev.lull.bench.run.Participant;
import dev.lull.bench.run.Results;
import dev.lull.contract.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whole runs of the harness, short ones; in several classes, so that they can run at the same time. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
abstract class ShortRun {

    final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    Results measure(Set<String> only, Contestant... contestants) throws Exception {
        BenchSettings settings = new BenchSettings(
                1,
                50,
                400,
                only,
                Map.of(),
                Path.of("unused.html"),
                Optional.empty(),
                1,
                new BenchSettings.Extras(
                        List.of(0, 1_000), 2, 100, 300, 20, List.of(100), Duration.ofMillis(400), 1, 6, 2, 2),
                0,
                Optional.empty(),
                Map.of());
        List<Contestant> all = new java.util.ArrayList<>(List.of(new DirectContestant()));
        all.addAll(Arrays.asList(contestants));
        return new Bench(settings, all, new PrintStream(printed, true, StandardCharsets.UTF_8)).measure();
    }

    static Contestant relay(String name, FaultyRelay.Fault fault, long amount) {
        return new CommandContestant(
                name,
                Contestant.Kind.RIVAL,
                fault + " " + amount,
                Optional::empty,
                Optional.empty(),
                false,
                (port, options) -> JavaCommand.end(
                        FaultyRelay.class,
                        String.valueOf(port),
                        String.valueOf(options.servicePort()),
                        fault.name(),
                        String.valueOf(amount)));
    }

    static Metric metric(String id) {
        return Measurements.metric(id).orElseThrow();
    }

    static double median(Results results, String contestant, Metric metric) {
        return results.of(contestant, metric).orElseThrow().median();
    }

    static Participant participant(Results results, String name) {
        return results.participants().stream()
                .filter(participant -> participant.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
