package dev.lull.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.bench.report.Goal.Bound;
import dev.lull.bench.report.Goal.To;
import dev.lull.bench.run.Results;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GoalsTest {

    private static final Results RESULTS = Fixture.results();

    @Test
    void aRatioToDirectIsThatOfTheSameRound() {
        Bound bound = Bound.of("relay", "up1", To.DIRECT, 0.75);
        assertThat(bound.measured(RESULTS)).contains(0.75);
        assertThat(bound.holds(0.75)).isTrue();
        assertThat(bound.holds(0.74)).isFalse();
    }

    @Test
    void whereLessIsBetterTheLimitIsTheMost() {
        Bound bound = Bound.of("relay", "rss.0", To.ITSELF, 40);
        assertThat(bound.holds(40)).isTrue();
        assertThat(bound.holds(41)).isFalse();
    }

    @Test
    void theBestOfOthersIsTheFastest() {
        Bound bound = Bound.of("relay", "up1", To.BEST_OF_OTHERS, 1, List.of("half", "gone"));
        assertThat(bound.measured(RESULTS)).contains(6 / 3.1);
    }

    @Test
    void whatWasNotMeasuredIsNotReached() {
        Goal goal = new Goal("x", "y", List.of(Bound.of("gone", "up1", To.DIRECT, 1)));
        assertThat(goal.reached(RESULTS)).isEqualTo("not measured");
        assertThat(goal.measured(RESULTS)).isEqualTo("up1 not measured");
        assertThat(goal.bounds().get(0).measured(RESULTS)).isEqualTo(Optional.empty());
    }

    @Test
    void whatMissesTheGoalIsBoldAndNamed() {
        Goal goal = new Goal(
                "x",
                "y",
                List.of(Bound.of("relay", "up1", To.DIRECT, 0.5), Bound.of("relay", "up1.cpu", To.ITSELF, 0.040)));
        assertThat(goal.measured(RESULTS)).isEqualTo("up1 0.75 ×, up1.cpu **0.0410**");
        assertThat(goal.reached(RESULTS)).isEqualTo("in part");
    }
}
