package dev.lull.launcher.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LineBudgetTest {

    private long now = -5;

    @Test
    void hasSoManyLinesASecond() {
        LineBudget budget = new LineBudget(() -> now);
        for (int line = 0; line < LineBudget.LINES_PER_SECOND; line++) {
            assertThat(budget.spend()).isTrue();
        }
        assertThat(budget.spend()).isFalse();
        now += Duration.ofSeconds(1).toNanos();
        assertThat(budget.spend()).isTrue();
    }
}
