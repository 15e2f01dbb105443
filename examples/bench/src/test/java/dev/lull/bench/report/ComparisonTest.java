package dev.lull.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.bench.model.Metric;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {

    @Test
    void theSameTwiceChangedNothing() {
        assertThat(new Comparison(Fixture.results(), Fixture.results()).changes())
                .isNotEmpty()
                .noneMatch(Comparison.Change::counts)
                .allMatch(change -> change.percent() == 0);
    }

    @Test
    void whatHasALimitIsComparedByItsRatioToIt() {
        Comparison.Change change = change(new Comparison(Fixture.results(), Fixture.results(3)), Fixture.UP1);
        assertThat(change.asRatio()).isTrue();
        assertThat(change.before().median()).isEqualTo(0.75);
        assertThat(change.after().median()).isEqualTo(2.25);
        assertThat(change.counts()).isTrue();
        assertThat(change.better()).isTrue();
    }

    @Test
    void slowerIsWorse() {
        Comparison comparison = new Comparison(Fixture.results(3), Fixture.results());
        assertThat(change(comparison, Fixture.UP1).better()).isFalse();
        assertThat(comparison.text().lines()).anyMatch(line -> line.startsWith("relay") && line.endsWith("WORSE"));
    }

    @Test
    void aChangeWithinTheSpreadDoesNotCount() {
        assertThat(change(new Comparison(Fixture.results(), Fixture.results(1.2)), Fixture.UP1)
                        .counts())
                .isFalse();
    }

    @Test
    void costsAreComparedByTheirValue() {
        Comparison.Change change = change(new Comparison(Fixture.results(), Fixture.results()), Fixture.UP1_CPU);
        assertThat(change.asRatio()).isFalse();
        assertThat(change.before().median()).isEqualTo(0.041);
    }

    @Test
    void aFileThatIsNoReportIsNamed(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("other.json"), "{}");
        assertThatThrownBy(() -> Comparison.print(file, file, new PrintStream(System.out, false, "UTF-8")))
                .hasMessageContaining("other.json")
                .hasMessageContaining("no report of lull bench");
    }

    private static Comparison.Change change(Comparison comparison, Metric metric) {
        return comparison.changes().stream()
                .filter(change ->
                        change.contestant().equals("relay") && change.metric().equals(metric))
                .findFirst()
                .orElseThrow();
    }
}
