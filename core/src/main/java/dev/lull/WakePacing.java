package dev.lull;

import dev.lull.spi.Durations;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * Keeps a service from being woken too soon or too often: not within the shortest sleep, at most so many times in a
 * window, and after failures ever more rarely. Times are nanoseconds of one clock. Not safe for use by several threads.
 */
final class WakePacing {

    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(1);

    /** Why a wake must wait, and until when. */
    record PutOff(String reason, long untilNanos) {}

    private final Duration shortestSleep;
    private final int mostWakes;
    private final Duration window;
    private final Queue<Long> beganNanos = new ArrayDeque<>();
    private long asleepSinceNanos;
    private Duration backOff = FIRST_BACK_OFF;

    WakePacing(Duration shortestSleep, int mostWakes, Duration window) {
        this.shortestSleep = shortestSleep;
        this.mostWakes = mostWakes;
        this.window = window;
    }

    void fellAsleep(long nowNanos) {
        asleepSinceNanos = nowNanos;
    }

    /** Says whether a wake must wait. */
    Optional<PutOff> putOff(long nowNanos) {
        long sleepOver = asleepSinceNanos + shortestSleep.toNanos();
        if (sleepOver - nowNanos > 0) {
            return Optional.of(new PutOff("it sleeps for " + Durations.text(shortestSleep) + " at least", sleepOver));
        }
        while (!beganNanos.isEmpty() && nowNanos - beganNanos.peek() >= window.toNanos()) {
            beganNanos.remove();
        }
        return beganNanos.size() < mostWakes
                ? Optional.empty()
                : Optional.of(new PutOff(
                        "it was woken " + mostWakes + " times within " + Durations.text(window),
                        beganNanos.element() + window.toNanos()));
    }

    void began(long nowNanos) {
        if (mostWakes < Integer.MAX_VALUE) {
            beganNanos.add(nowNanos);
        }
    }

    void succeeded() {
        backOff = FIRST_BACK_OFF;
    }

    /** Returns for how long not to try again. */
    Duration failed() {
        Duration now = backOff;
        Duration next = backOff.multipliedBy(2);
        backOff = next.compareTo(LONGEST_BACK_OFF) < 0 ? next : LONGEST_BACK_OFF;
        return now;
    }
}
