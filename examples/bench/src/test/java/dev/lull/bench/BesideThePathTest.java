package dev.lull.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.bench.contestant.Contestant;
import dev.lull.bench.contestant.LullContestants;
import dev.lull.bench.model.Metric;
import dev.lull.bench.run.Results;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A contestant that carries no bytes, and is measured by what it sees. */
class BesideThePathTest extends ShortRun {

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
}
