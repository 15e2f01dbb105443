package dev.lull;

import java.time.Duration;
import java.util.Optional;

/**
 * Lets a stop that fails be tried ever more rarely while nobody uses the service: after a check interval, then after twice
 * as long each time, five minutes at most. Any use of the service begins that anew. Not safe for use by several threads.
 */
final class FailurePacing {

    /** So that what is repaired is noticed soon, though a service that is paid by the minute fails to stop all night. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private final Duration first;
    private final Duration longest;

    /** For how long nobody had been connected at the latest failure. */
    private Optional<Duration> failedAfter = Optional.empty();

    private Duration pause = Duration.ZERO;

    FailurePacing(Duration checkInterval) {
        this.first = checkInterval;
        this.longest = checkInterval.compareTo(LONGEST) > 0 ? checkInterval : LONGEST;
    }

    /**
     * Hears of a failure.
     *
     * @return for how long not to try again
     */
    Duration failed(Verdict.ShutDown verdict) {
        boolean sinceThen = failedAfter
                .filter(before -> verdict.idleFor().compareTo(before.plus(pause)) >= 0)
                .isPresent(); // somebody who came in between made the idle time shorter than that
        Duration next = sinceThen ? pause.multipliedBy(2) : first;
        pause = next.compareTo(longest) < 0 ? next : longest;
        failedAfter = Optional.of(verdict.idleFor());
        return pause;
    }
}
