package dev.lull.launcher.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Verdict;
import dev.lull.contract.ManualClock;
import dev.lull.launcher.report.event.ActiveEvent;
import dev.lull.launcher.report.event.HeldEvent;
import dev.lull.launcher.report.event.IdleEvent;
import dev.lull.launcher.report.event.ReleasedEvent;
import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.report.event.UnreadableEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookChangesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualClock clock = new ManualClock();
    private final LookChanges changes = new LookChanges("s", clock);

    private List<RunEvent> look(int open, Verdict.Why why, String because) {
        Duration idleFor = why == Verdict.Why.NOT_IDLE_LONG_ENOUGH ? SECOND : Duration.ZERO;
        return changes.of(new Verdict.KeepRunning(why, open, because, idleFor, SECOND));
    }

    private List<RunEvent> inUse(int open) {
        return look(open, Verdict.Why.IN_USE, "");
    }

    @Test
    void tellsOnceThatSomebodyIsConnectedHoweverManyCome() {
        assertThat(inUse(1)).containsExactly(new ActiveEvent("s", 1, false));
        assertThat(inUse(2)).isEmpty();
    }

    @Test
    void remindsPeopleNowAndThenAndProgramsNever() {
        assertThat(inUse(1)).hasSize(1);
        clock.advance(Duration.ofMinutes(15));
        assertThat(inUse(3)).containsExactly(new ActiveEvent("s", 3, true)).allSatisfy(event -> {
            assertThat(event.lines()).containsExactly("staying up: 3 connections open");
            assertThat(event.name()).isEmpty();
        });
        assertThat(inUse(3)).isEmpty();
    }

    @Test
    void tellsEachLookWhileNobodyIsConnected() {
        for (int i = 0; i < 2; i++) {
            assertThat(look(0, Verdict.Why.NOT_IDLE_LONG_ENOUGH, ""))
                    .containsExactly(new IdleEvent("s", SECOND, SECOND, false));
        }
        assertThat(look(0, Verdict.Why.STARTUP_GRACE, ""))
                .containsExactly(new IdleEvent("s", Duration.ZERO, SECOND, true));
    }

    @Test
    void tellsEachNewReasonWhyItCannotBeTold() {
        assertThat(look(0, Verdict.Why.UNREADABLE, "gone")).containsExactly(new UnreadableEvent("s", "gone", false));
        assertThat(look(0, Verdict.Why.UNREADABLE, "gone")).isEmpty();
        assertThat(look(0, Verdict.Why.UNREADABLE, "denied"))
                .containsExactly(new UnreadableEvent("s", "denied", false));
    }

    @Test
    void tellsWhatHoldsAndWhenItHoldsNoMore() {
        assertThat(look(0, Verdict.Why.HELD, "a")).containsExactly(new HeldEvent("s", "a", false));
        assertThat(look(0, Verdict.Why.HELD, "b")).containsExactly(new HeldEvent("s", "b", false));
        assertThat(inUse(1)).containsExactly(new ReleasedEvent("s", "b"), new ActiveEvent("s", 1, false));
    }

    @Test
    void tellsWhateverComesAfterAStopThatDidNotComeOff() {
        assertThat(inUse(1)).hasSize(1);
        assertThat(changes.of(new Verdict.ShutDown(SECOND))).isEmpty();
        assertThat(inUse(1)).containsExactly(new ActiveEvent("s", 1, false));
    }
}
