package dev.lull;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class TrafficWindowTest {

    private static final long SECOND = 1_000_000_000L;
    private static final TrafficThreshold THOUSAND_IN_TEN_SECONDS = new TrafficThreshold(1000, Duration.ofSeconds(10));

    @Test
    void doesNotTakeAHeartbeatOf44BytesASecondForUse() {
        TrafficWindow window = new TrafficWindow(THOUSAND_IN_TEN_SECONDS, 0, 0);
        for (int second = 1; second < 10; second++) {
            assertThat(window.sample(second * SECOND, 44L * second))
                    .as("younger than the window at %s s", second)
                    .isTrue();
        }
        for (int second = 10; second < 100; second++) {
            assertThat(window.sample(second * SECOND, 44L * second))
                    .as("at %s s", second)
                    .isFalse();
        }
    }

    @Test
    void takesExactlyTheThresholdForUse() {
        TrafficWindow window = new TrafficWindow(THOUSAND_IN_TEN_SECONDS, 0, 500);
        assertThat(window.sample(10 * SECOND, 1500)).isTrue();
        assertThat(new TrafficWindow(THOUSAND_IN_TEN_SECONDS, 0, 500).sample(10 * SECOND, 1499))
                .isFalse();
    }

    @Test
    void leavesOutWhatWasCarriedBeforeItWasFirstSeen() {
        TrafficWindow window = new TrafficWindow(THOUSAND_IN_TEN_SECONDS, 0, 1_000_000);
        assertThat(window.sample(10 * SECOND, 1_000_000)).isFalse();
    }

    @Test
    void countsAgainOnceItMovesEnoughAgain() {
        TrafficWindow window = new TrafficWindow(THOUSAND_IN_TEN_SECONDS, 0, 0);
        assertThat(window.sample(60 * SECOND, 0)).isFalse();
        assertThat(window.sample(61 * SECOND, 1000)).isTrue();
        assertThat(window.sample(69 * SECOND, 1000)).isTrue();
        assertThat(window.sample(80 * SECOND, 1000)).isTrue();
        assertThat(window.sample(90 * SECOND, 1000)).isFalse();
    }

    @Test
    void judgesLooksRarerThanTheWindowByAllThatPassedBetweenThem() {
        TrafficWindow window = new TrafficWindow(THOUSAND_IN_TEN_SECONDS, 0, 0);
        assertThat(window.sample(60 * SECOND, 999)).isFalse();
        assertThat(window.sample(120 * SECOND, 1999)).isTrue();
        assertThat(window.sample(180 * SECOND, 1999))
                .as("a look may have cut it in two")
                .isTrue();
        assertThat(window.sample(240 * SECOND, 1999)).isFalse();
    }

    @Test
    void seesUseThatALookCutsInTwo() {
        TrafficWindow window = new TrafficWindow(THOUSAND_IN_TEN_SECONDS, 0, 0);
        assertThat(window.sample(60 * SECOND, 500)).isFalse();
        assertThat(window.sample(75 * SECOND, 1000)).isTrue();
    }

    @Test
    void worksWhereTheClockWraps() {
        long start = Long.MAX_VALUE - 5 * SECOND;
        TrafficWindow window = new TrafficWindow(THOUSAND_IN_TEN_SECONDS, start, 0);
        assertThat(window.sample(start + 8 * SECOND, 0)).isTrue();
        assertThat(window.sample(start + 10 * SECOND, 1000)).isTrue();
        assertThat(window.sample(start + 20 * SECOND, 1000)).isTrue();
        assertThat(window.sample(start + 30 * SECOND, 1000)).isFalse();
    }

    /** The bytes up to a moment, as a straight walk over what happened finds them. */
    private static long bytesAt(long moment, long[] times, long[] totals) {
        long bytes = 0;
        for (int i = 0; i < times.length && times[i] <= moment; i++) {
            bytes = totals[i];
        }
        return bytes;
    }

    @Property(tries = 1000)
    void missesNoUseAtAnyRhythmOfLooks(
            @ForAll @IntRange(min = 1, max = 1000) int windowNanos,
            @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 1500) Integer> pauses,
            @ForAll @Size(60) List<@LongRange(max = 40) Long> moved,
            @ForAll @LongRange(min = 1, max = 100) long needed) {
        TrafficWindow window = new TrafficWindow(new TrafficThreshold(needed, Duration.ofNanos(windowNanos)), 0, 0);
        long[] times = new long[pauses.size()];
        long[] totals = new long[pauses.size()];
        Arrays.fill(times, Long.MAX_VALUE);
        long now = 0;
        long total = 0;
        for (int i = 0; i < times.length; i++) {
            now += pauses.get(i);
            total += moved.get(i);
            times[i] = now;
            totals[i] = total;
            boolean counts = window.sample(now, total);
            long inTheWindow = total - bytesAt(now - windowNanos, times, totals);
            if (now < windowNanos || inTheWindow >= needed) {
                assertThat(counts).as("at %s ns", now).isTrue();
            }
        }
    }

    @Property(tries = 1000)
    void forgetsUseAfterAWindowAndAHalfWithLooksOftenEnough(
            @ForAll @Size(min = 1, max = 200) List<@IntRange(min = 1, max = 100) Integer> pauses,
            @ForAll @Size(200) List<@LongRange(max = 40) Long> moved,
            @ForAll @LongRange(min = 1, max = 500) long needed) {
        int windowNanos = 800; // the longest pause is an eighth of it
        TrafficWindow window = new TrafficWindow(new TrafficThreshold(needed, Duration.ofNanos(windowNanos)), 0, 0);
        long[] times = new long[pauses.size() + 1];
        long[] totals = new long[pauses.size() + 1];
        Arrays.fill(times, Long.MAX_VALUE);
        times[0] = 0;
        long now = 0;
        long total = 0;
        for (int i = 1; i < times.length; i++) {
            now += pauses.get(i - 1);
            total += moved.get(i - 1);
            times[i] = now;
            totals[i] = total;
            boolean counts = window.sample(now, total);
            long span = 3L * windowNanos / 2;
            if (now >= span && total - bytesAt(now - span, times, totals) < needed) {
                assertThat(counts).as("at %s ns", now).isFalse();
            }
        }
    }
}
