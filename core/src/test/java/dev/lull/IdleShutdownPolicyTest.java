package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.IdleShutdownPolicy.History;
import dev.lull.Verdict.KeepRunning;
import dev.lull.Verdict.ShutDown;
import dev.lull.Verdict.Why;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IdleShutdownPolicyTest {

    private static final long SECOND = 1_000_000_000L;

    /** Near the end of a long: the sums below wrap around, as they may with {@link System#nanoTime()}. */
    private static final long OPENED = Long.MAX_VALUE - 30 * SECOND;

    private static ActivitySnapshot snapshot(double nowSeconds, double lastActivitySeconds, int open) {
        return new ActivitySnapshot(at(nowSeconds), at(lastActivitySeconds), open, 7, Optional.empty());
    }

    private static long at(double seconds) {
        return OPENED + (long) (seconds * SECOND);
    }

    @ParameterizedTest(name = "grace {0}: at {1} s, latest activity at {2} s, {3} open: {4}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                     0s   | 0     | 0    | 0 | NOT_IDLE_LONG_ENOUGH in 60
                     0s   | 59.9  | 0    | 0 | NOT_IDLE_LONG_ENOUGH in 0.1
                     0s   | 60    | 0    | 0 | idle for 60
                     0s   | 600   | 0    | 0 | idle for 600
                     0s   | 600   | 541  | 0 | NOT_IDLE_LONG_ENOUGH in 1
                     0s   | 600   | 540  | 0 | idle for 60
                     0s   | 600   | 0    | 1 | IN_USE in 60
                     0s   | 600   | 600  | 2 | IN_USE in 60
                     0s   | 60    | -900 | 0 | idle for 60
                     0s   | 10    | -900 | 0 | NOT_IDLE_LONG_ENOUGH in 50
                     0s   | 10    | 11   | 0 | NOT_IDLE_LONG_ENOUGH in 60
                     5m   | 60    | 0    | 0 | STARTUP_GRACE in 240
                     5m   | 299.5 | 0    | 0 | STARTUP_GRACE in 0.5
                     5m   | 300   | 0    | 0 | idle for 300
                     5m   | 10    | 0    | 0 | NOT_IDLE_LONG_ENOUGH in 290
                     5m   | 290   | 280  | 0 | NOT_IDLE_LONG_ENOUGH in 50
                     5m   | 310   | 245  | 0 | idle for 65
                     """)
    void decidesByTheTable(String grace, double now, double lastActivity, int open, String expected) {
        IdleShutdownPolicy policy = IdleShutdownPolicy.builder(Duration.ofMinutes(1))
                .startupGrace(Duration.parse("PT" + grace))
                .build();
        Verdict verdict = policy.evaluate(OPENED, snapshot(now, lastActivity, open), List.of());
        assertThat(inWords(verdict)).isEqualTo(expected);
    }

    private static String inWords(Verdict verdict) {
        return verdict instanceof KeepRunning keep
                ? keep.why() + " in " + seconds(keep.recheckAfter())
                : "idle for " + seconds(((ShutDown) verdict).idleFor());
    }

    private static String seconds(Duration duration) {
        String text = String.valueOf(Math.round(duration.toNanos() / 1e8) / 10.0);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    @Test
    void keepsRunningOnAnUnreadableLookHoweverLongNobodyWasSeen() {
        IdleShutdownPolicy policy = IdleShutdownPolicy.idleAfter(Duration.ofSeconds(1));
        Reading reading = new Reading.Unreadable(at(9999), "/proc/net/tcp: Permission denied");
        Verdict verdict = policy.evaluate(OPENED, reading, List.of());
        assertThat(verdict)
                .isEqualTo(new KeepRunning(
                        Why.UNREADABLE, 0, "/proc/net/tcp: Permission denied", Duration.ZERO, Duration.ofSeconds(1)));
    }

    @Test
    void keepsRunningWhileSomebodyHolds() {
        IdleShutdownPolicy policy = IdleShutdownPolicy.idleAfter(Duration.ofSeconds(1));
        List<Hold> holds = List.of(Hold.lease("done", at(50)), Hold.lease("backup", at(100)));
        KeepRunning held = (KeepRunning) policy.evaluate(OPENED, snapshot(99, 0, 0), holds);
        assertThat(held.why()).isEqualTo(Why.HELD);
        assertThat(held.detail()).isEqualTo("held by backup");
        assertThat(policy.evaluate(OPENED, snapshot(100, 0, 0), holds)).isInstanceOf(ShutDown.class);
    }

    private static History notIdleBefore(long nanos) {
        return new History(OPENED, nanos, OptionalLong.empty());
    }

    @ParameterizedTest(name = "unreadable for {0} s of at most 100, grace {1}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0     | 0s   | UNREADABLE in 60
                    50    | 0s   | UNREADABLE in 50
                    99.9  | 0s   | UNREADABLE in 0.1
                    100   | 0s   | idle for 100
                    130   | 0s   | idle for 130
                    100   | 200s | UNREADABLE in 60
                    170   | 200s | UNREADABLE in 30
                    200   | 200s | idle for 200
                    """)
    void putsUpWithNotBeingToldForSoLong(double unreadable, String grace, String expected) {
        IdleShutdownPolicy policy = IdleShutdownPolicy.builder(Duration.ofMinutes(1))
                .startupGrace(Duration.parse("PT" + grace))
                .maxUnreadable(Duration.ofSeconds(100))
                .build();
        Reading reading = new Reading.Unreadable(at(unreadable), "gone");
        History since = new History(OPENED, OPENED, OptionalLong.of(OPENED));
        Verdict verdict = policy.evaluate(since, reading, List.of());
        assertThat(inWords(verdict)).isEqualTo(expected);
        if (verdict instanceof ShutDown stop) {
            assertThat(stop.cause()).isEqualTo(Verdict.Cause.UNREADABLE);
            Hold backup = Hold.lease("backup", at(500));
            KeepRunning held = (KeepRunning) policy.evaluate(since, reading, List.of(backup));
            assertThat(held.why()).isEqualTo(Why.HELD);
        }
    }

    @Test
    void countsIdleTimeFromTheMomentUntilWhichNobodyCanBeSure() {
        IdleShutdownPolicy policy = IdleShutdownPolicy.idleAfter(Duration.ofSeconds(10));
        Verdict sooner = policy.evaluate(notIdleBefore(at(95)), snapshot(100, 0, 0), List.of());
        assertThat(inWords(sooner)).isEqualTo("NOT_IDLE_LONG_ENOUGH in 5");
        Verdict later = policy.evaluate(notIdleBefore(at(90)), snapshot(100, 0, 0), List.of());
        assertThat(inWords(later)).isEqualTo("idle for 10");
    }

    @Test
    void saysForHowLongItIsIdleAndWhenItStops() {
        IdleShutdownPolicy policy = IdleShutdownPolicy.idleAfter(Duration.ofMinutes(90));
        KeepRunning idle = (KeepRunning) policy.evaluate(OPENED, snapshot(65, 0, 0), List.of());
        assertThat(idle.detail()).isEqualTo("idle for 1m5s, stopping in 1h28m55s");
        assertThat(idle.idleFor()).isEqualTo(Duration.ofSeconds(65));
        KeepRunning used = (KeepRunning) policy.evaluate(OPENED, snapshot(65, 0, 3), List.of());
        assertThat(used.detail()).isEqualTo("3 connections");
        assertThat(used.idleFor()).isZero();
    }

    @Test
    void refusesTimesThatMakeNoSense() {
        assertThatThrownBy(() -> IdleShutdownPolicy.idleAfter(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("idleTimeout: PT0S, expected above zero");
        assertThatThrownBy(() -> IdleShutdownPolicy.idleAfter(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> IdleShutdownPolicy.idleAfter(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected at most");
        assertThatThrownBy(
                        () -> IdleShutdownPolicy.builder(Duration.ofSeconds(1)).startupGrace(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("startupGrace");
        assertThatThrownBy(
                        () -> IdleShutdownPolicy.builder(Duration.ofSeconds(1)).maxUnreadable(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxUnreadable: PT0S, expected above zero");
    }

    @Test
    void namesItsSettings() {
        IdleShutdownPolicy policy = IdleShutdownPolicy.builder(Duration.ofMinutes(5))
                .startupGrace(Duration.ofSeconds(30))
                .build();
        assertThat(policy).hasToString("idle after 5m, startup grace 30s");
        assertThat(IdleShutdownPolicy.builder(Duration.ofMinutes(5))
                        .maxUnreadable(Duration.ofHours(2))
                        .build())
                .hasToString("idle after 5m, startup grace 0s, unreadable for at most 2h");
        assertThat(policy.maxUnreadable()).isEmpty();
        assertThat(policy.idleTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(policy.startupGrace()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void keepsRunningWhileNobodyIsLetInForSomebodyMayBeWaiting() {
        ActivitySnapshot full = new ActivitySnapshot(HOUR, 0, 0, 7, true, Optional.empty());
        Verdict.KeepRunning verdict = (Verdict.KeepRunning)
                IdleShutdownPolicy.idleAfter(Duration.ofMinutes(1)).evaluate(0, full, List.of());
        assertThat(verdict.why()).isEqualTo(Verdict.Why.UNREADABLE);
        assertThat(verdict.detail()).contains("somebody may be waiting");
    }

    private static final long HOUR = Duration.ofHours(1).toNanos();
}
