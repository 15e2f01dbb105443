package dev.lull.bench.extra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.bench.model.Metric;
import dev.lull.bench.model.Section;
import dev.lull.bench.workload.Workload;
import dev.lull.bench.workload.Workloads;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever is registered is found by all who show it. */
class MeasurementsTest {

    @Test
    void eachFigureHasANameOfItsOwn() {
        assertThat(Measurements.METRICS).extracting(Metric::id).doesNotHaveDuplicates();
        assertThat(Measurements.METRICS).allSatisfy(metric -> assertThat(Measurements.metric(metric.id()))
                .contains(metric));
    }

    @Test
    void eachFigureOfAWorkloadIsShownUnderTheNameThatItIsAskedForBy() {
        for (Workload workload : Workloads.ALL) {
            assertThat(workload.figures()).isNotEmpty().allSatisfy(figure -> {
                assertThat(figure.metric().step()).isEqualTo(workload.id());
                assertThat(Measurements.METRICS).contains(figure.metric());
            });
        }
        assertThat(Measurements.METRICS).extracting(Metric::step).isSubsetOf(Measurements.ids());
    }

    @Test
    void eachChartIsInExactlyOneSection() {
        List<Metric> drawn = Arrays.stream(Section.values())
                .flatMap(section -> Measurements.drawnIn(section).stream())
                .toList();
        assertThat(drawn)
                .containsExactlyInAnyOrderElementsOf(Measurements.METRICS.stream()
                        .filter(metric -> metric.chart().isPresent())
                        .toList());
    }
}
