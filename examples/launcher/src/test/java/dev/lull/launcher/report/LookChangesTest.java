package dev.lull.launcher.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Reading;
import dev.lull.Verdict;
import dev.lull.contract.ManualClock;
import dev.lull.launcher.report.event.ActiveEvent;
import dev.lull.launcher.report.event.IdleEvent;
import dev.lull.launcher.report.event.RunEvent;
import dev.lull.launcher.report.event.UnreadableEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LookChangesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualClock clock = new ManualClock();
    private final LookChanges changes = new LookChanges("s", false, clock, () -> "; redis listens on 6390");

    private Optional<RunEvent> look(int open, Verdict.Why why, String because) {
        Duration idleFor = why == Verdict.Why.NOT_IDLE_LONG_ENOUGH ? SECOND : Duration.ZERO;
        return changes.of(
                new Reading.Unreadable(clock.nanoTime(), because),
                new Verdict.KeepRunning(why, open, because, idleFor, SECOND));
    }

    private Optional<RunEvent> inUse(int open) {
        return look(open, Verdict.Why.IN_USE, "");
    }

    @Test
    void tellsOnceThatSomebodyIsConnectedHoweverManyCome() {
        assertThat(inUse(1)).contains(new ActiveEvent("s", 1, false));
        assertThat(inUse(2)).isEmpty();
    }

    @Test
    void remindsPeopleNowAndThenAndProgramsNever() {
        assertThat(inUse(1)).isPresent();
        clock.advance(Duration.ofMinutes(15));
        assertThat(inUse(3)).contains(new ActiveEvent("s", 3, true)).hasValueSatisfying(event -> {
            assertThat(event.lines()).containsExactly("staying up: 3 connections open");
            assertThat(event.name()).isEmpty();
        });
        assertThat(inUse(3)).isEmpty();
    }

    @Test
    void tellsProgramsEachLookWhileNobodyIsConnected() {
        for (int i = 0; i < 2; i++) {
            assertThat(look(0, Verdict.Why.NOT_IDLE_LONG_ENOUGH, ""))
                    .contains(new IdleEvent("s", SECOND, SECOND, false, false, i == 0));
        }
        assertThat(look(0, Verdict.Why.STARTUP_GRACE, ""))
                .contains(new IdleEvent("s", Duration.ZERO, SECOND, false, true, true));
    }

    private boolean isTold(Verdict.Why why, Duration idleFor) {
        return changes.of(
                        new Reading.Unreadable(clock.nanoTime(), "unused"),
                        new Verdict.KeepRunning(why, 0, "", idleFor, SECOND))
                .filter(event -> !event.lines().isEmpty())
                .isPresent();
    }

    /** Looks each second while it is idle, and returns the seconds at which people were told. */
    private List<Long> secondsTold(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .filter(second -> {
                    boolean told = isTold(Verdict.Why.NOT_IDLE_LONG_ENOUGH, Duration.ofSeconds(second));
                    clock.advance(SECOND);
                    return told;
                })
                .boxed()
                .toList();
    }

    @Test
    void tellsPeopleOfAnIdleServiceEverMoreRarely() {
        assertThat(secondsTold(0, 6000)).containsExactly(0L, 1L, 6L, 36L, 336L, 2136L, 3936L, 5736L);
    }

    @Test
    void twoLooksInOneMomentAreOneLine() {
        assertThat(isTold(Verdict.Why.NOT_IDLE_LONG_ENOUGH, Duration.ZERO)).isTrue();
        assertThat(isTold(Verdict.Why.NOT_IDLE_LONG_ENOUGH, Duration.ZERO)).isFalse();
    }

    @Test
    void tellsPeopleAtOnceThatItIsIdleAnew() {
        assertThat(secondsTold(0, 100)).hasSize(4);
        assertThat(secondsTold(3, 5))
                .as("somebody came and went between two looks")
                .containsExactly(3L, 4L);
        assertThat(inUse(1)).isPresent();
        assertThat(secondsTold(5, 5)).as("somebody was seen meanwhile").containsExactly(5L);
    }

    @Test
    void aWarningThatHasALineOfItsOwnIsNoNewsToTheCountdown() {
        assertThat(isTold(Verdict.Why.NOT_IDLE_LONG_ENOUGH, SECOND)).isTrue();
        assertThat(isTold(Verdict.Why.WARNED, SECOND)).isFalse();
        assertThat(isTold(Verdict.Why.POSTPONED, SECOND)).isTrue();
    }

    @Test
    void tellsEachNewReasonWhyItCannotBeTold() {
        assertThat(look(0, Verdict.Why.UNREADABLE, "gone")).contains(new UnreadableEvent("s", "gone", false));
        assertThat(look(0, Verdict.Why.UNREADABLE, "gone")).isEmpty();
        assertThat(look(0, Verdict.Why.UNREADABLE, "denied")).contains(new UnreadableEvent("s", "denied", false));
    }

    private Optional<RunEvent> unserved() {
        Reading.Unreadable reading = Reading.Unreadable.nothingListens(clock.nanoTime(), new TreeSet<>(List.of(6391)));
        return changes.of(
                reading, new Verdict.KeepRunning(Verdict.Why.UNREADABLE, 0, reading.reason(), Duration.ZERO, SECOND));
    }

    @Test
    void doesNotTellThatNothingListensWhileTheServiceMayStillBeStarting() {
        assertThat(unserved()).isEmpty();
        clock.advance(Duration.ofSeconds(4));
        assertThat(unserved()).isEmpty();
        assertThat(look(0, Verdict.Why.NOT_IDLE_LONG_ENOUGH, "")).isPresent();
        clock.advance(Duration.ofSeconds(4));
        assertThat(unserved()).as("it has listened meanwhile").isEmpty();
    }

    @Test
    void tellsOnceThatNothingListensAndWhereTheServiceListensInstead() {
        assertThat(unserved()).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        assertThat(unserved())
                .contains(new UnreadableEvent("s", "nothing listens on port 6391; redis listens on 6390", false));
        clock.advance(Duration.ofSeconds(5));
        assertThat(unserved()).isEmpty();
    }

    @Test
    void tellsWhateverComesAfterAStopThatDidNotComeOff() {
        assertThat(inUse(1)).isPresent();
        assertThat(changes.of(new Reading.Unreadable(0, "unused"), new Verdict.ShutDown(SECOND)))
                .isEmpty();
        assertThat(inUse(1)).contains(new ActiveEvent("s", 1, false));
    }
}
