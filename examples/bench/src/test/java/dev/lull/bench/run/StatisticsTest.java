package dev.lull.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.bench.report.Fixture;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void ofOneValueIsThatValue() {
        assertThat(Statistics.of(List.of(7.0))).isEqualTo(new Statistics(1, 7, 7, 7));
    }

    @Test
    void ofFewValuesSpreadsFromLeastToGreatest() {
        assertThat(Statistics.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Statistics(3, 2, 1, 3));
        assertThat(Statistics.of(List.of(1.0, 2.0))).isEqualTo(new Statistics(2, 1.5, 1, 2));
    }

    @Test
    void ofManyValuesSpreadsBetweenTheQuartilesSoThatOneOutlierDoesNotCount() {
        assertThat(Statistics.of(List.of(1.0, 2.0, 3.0, 4.0, 1000.0))).isEqualTo(new Statistics(5, 3, 2, 4));
    }

    @Test
    void ofNothingIsRefused() {
        assertThatThrownBy(() -> Statistics.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void overlapIncludesTheEnds() {
        assertThat(new Statistics(3, 2, 1, 3).overlaps(new Statistics(3, 4, 3, 5)))
                .isTrue();
        assertThat(new Statistics(3, 2, 1, 3).overlaps(new Statistics(3, 4, 3.1, 5)))
                .isFalse();
    }

    @Test
    void ratiosCompareValuesOfTheSameRound() {
        Results results = Fixture.results();
        // 5 of 10 in round 1, 9 of 12 in round 2, 6 of 8 in round 3: not the ratio of the medians, 6 of 10.
        assertThat(results.ratio("relay", Fixture.UP1)).contains(new Statistics(3, 0.75, 0.5, 0.75));
    }
}
