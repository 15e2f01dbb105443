package dev.lull.launcher.run;

import java.time.Duration;

/** Says how long to wait before COMMAND is started again: ever longer, unless it ran for a while. For one thread. */
final class RestartPacing {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** One that ran for so long failed for another reason than that it cannot be started. */
    private static final Duration LONG_RUN = Duration.ofMinutes(1);

    private Duration next = FIRST;

    /**
     * Returns for how long to wait now.
     *
     * @param ranFor how long it ran; zero if it could not be started
     */
    Duration pauseAfter(Duration ranFor) {
        Duration now = ranFor.compareTo(LONG_RUN) >= 0 ? FIRST : next;
        Duration doubled = now.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return now;
    }
}
