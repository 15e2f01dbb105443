package dev.lull.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.bench.run.Participant;
import dev.lull.bench.run.Results;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Contestants that lose a byte. */
class LostBytesTest extends ShortRun {

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
}
