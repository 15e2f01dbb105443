package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.Verdict.KeepRunning;
import dev.lull.Verdict.ShutDown;
import dev.lull.Verdict.Why;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
                        Why.UNREADABLE, "/proc/net/tcp: Permission denied", Duration.ZERO, Duration.ofSeconds(1)));
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

    @Test
    void countsIdleTimeFromTheMomentUntilWhichNobodyCanBeSure() {
        IdleShutdownPolicy policy = IdleShutdownPolicy.idleAfter(Duration.ofSeconds(10));
        Verdict sooner = policy.evaluate(OPENED, at(95), snapshot(100, 0, 0), List.of());
        assertThat(inWords(sooner)).isEqualTo("NOT_IDLE_LONG_ENOUGH in 5");
        Verdict later = policy.evaluate(OPENED, at(90), snapshot(100, 0, 0), List.of());
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
    }

    @Test
    void namesItsSettings() {
        IdleShutdownPolicy policy = IdleShutdownPolicy.builder(Duration.ofMinutes(5))
                .startupGrace(Duration.ofSeconds(30))
                .build();
        assertThat(policy).hasToString("idle after 5m, startup grace 30s");
        assertThat(policy.idleTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(policy.startupGrace()).isEqualTo(Duration.ofSeconds(30));
    }
}
