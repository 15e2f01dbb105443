package dev.lull.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.bench.contestant.CommandContestant;
import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.contestant.DirectContestant;
import dev.lull.bench.contestant.LullContestants;
import dev.lull.bench.contestant.RivalRelays;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whole runs, short ones, with contestants whose figures are known beforehand. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class HarnessTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void aKnownDelayIsMeasured() throws Exception {
        Results results = measure(Set.of("pp1"), relay("late", FaultyRelay.Fault.DELAY, 30));
        double micros = median(results, "late", metric("pp1.p50"));
        assertThat(micros).as(printed::toString).isBetween(30_000.0, 55_000.0); // a busy machine adds its own
        assertThat(median(results, "direct", metric("pp1.p50"))).isLessThan(20_000);
    }

    @Test
    void aKnownCpuBurnIsMeasured() throws Exception {
        Results results = measure(Set.of("pp1"), relay("busy", FaultyRelay.Fault.BURN, 3_000));
        assertThat(median(results, "busy", metric("pp1.cpu")))
                .as(printed::toString)
                .isBetween(2_900.0, 4_000.0);
        assertThat(results.of("direct", metric("pp1.cpu"))).isEmpty();
    }

    @Test
    void aByteLostEarlyFailsTheCheckAndTheContestantIsShownAsFailed() throws Exception {
        Results results = measure(Set.of("pp1"), relay("lossy", FaultyRelay.Fault.DROP, 100_000));
        Participant lossy = participant(results, "lossy");
        assertThat(lossy.state()).isEqualTo(Participant.State.FAILED);
        assertThat(lossy.why()).startsWith("check: ");
        assertThat(results.of("lossy", metric("pp1.p50"))).isEmpty();
        assertThat(participant(results, "direct").state()).isEqualTo(Participant.State.MEASURED);
    }

    @Test
    void aByteLostUnderLoadFailsThatWorkloadOnly() throws Exception {
        Results results = measure(Set.of("up1", "pp1"), relay("lossy", FaultyRelay.Fault.DROP, 12_000_000));
        assertThat(results.failure("lossy", "up1")).as(printed::toString).isPresent();
        assertThat(results.of("lossy", metric("up1"))).isEmpty();
        assertThat(results.of("lossy", metric("pp1.p50"))).isPresent();
        assertThat(results.of("direct", metric("up1"))).isPresent();
    }

    @Test
    void whatCannotStartOrIsNotThereIsShownWithTheReason() throws Exception {
        Contestant ends = RivalRelays.of("ends", "echo 'no such license' >&2; exit 3; :");
        Contestant absent = new CommandContestant(
                "absent",
                Contestant.Kind.RIVAL,
                "",
                () -> Optional.of("it is not installed"),
                Optional.empty(),
                false,
                (port, options) -> List.of());
        Results results = measure(Set.of("churn"), ends, absent);
        assertThat(participant(results, "ends").state()).isEqualTo(Participant.State.FAILED);
        assertThat(participant(results, "ends").why()).contains("no such license");
        assertThat(participant(results, "absent").state()).isEqualTo(Participant.State.ABSENT);
        assertThat(participant(results, "absent").why()).isEqualTo("it is not installed");
    }

    @Test
    void theStrategyBesideThePathIsMeasuredWithoutTheLauncher() throws Exception {
        Contestant files = LullContestants.all(Optional.empty()).stream()
                .filter(contestant -> contestant.name().equals("procfs-files"))
                .findFirst()
                .orElseThrow();
        Results results = measure(Set.of("pp64", "memory", "looks", "idle-stop", "start", "races"), files);
        for (Metric metric : List.of(
                metric("pp64.rate"),
                metric("start"),
                metric("rss.0"),
                metric("rss.1000"),
                metric("look.100"),
                metric("races.stops"),
                metric("idle-stop"))) {
            assertThat(results.of("procfs-files", metric))
                    .as("%s: %s", metric, printed)
                    .hasValueSatisfying(value -> assertThat(value.median()).isPositive());
        }
    }

    private Results measure(Set<String> only, Contestant... contestants) throws Exception {
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
                        List.of(0, 1_000), 2, 100, 300, 20, List.of(100), Duration.ofMillis(400), 1, 6, 2),
                0,
                Optional.empty(),
                Map.of());
        List<Contestant> all = new java.util.ArrayList<>(List.of(new DirectContestant()));
        all.addAll(Arrays.asList(contestants));
        return new Bench(settings, all, new PrintStream(printed, true, StandardCharsets.UTF_8)).measure();
    }

    private static Contestant relay(String name, FaultyRelay.Fault fault, long amount) {
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

    private static Metric metric(String id) {
        return Measurements.metric(id).orElseThrow();
    }

    private static double median(Results results, String contestant, Metric metric) {
        return results.of(contestant, metric).orElseThrow().median();
    }

    private static Participant participant(Results results, String name) {
        return results.participants().stream()
                .filter(participant -> participant.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
