package dev.lull.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.bench.contestant.CommandContestant;
import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.contestant.RivalRelays;
import dev.lull.bench.run.Participant;
import dev.lull.bench.run.Results;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Contestants whose figures are known beforehand, and such that have none. */
class HarnessTest extends ShortRun {

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
}
