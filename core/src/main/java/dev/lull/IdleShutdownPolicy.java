package dev.lull;

import dev.lull.spi.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Decides from one reading whether to stop. Pure: the same arguments give the same verdict, nothing is remembered and
 * no clock is asked. Immutable.
 */
public final class IdleShutdownPolicy {

    private final Duration idleTimeout;
    private final Duration startupGrace;
    private final long idleTimeoutNanos;
    private final long startupGraceNanos;

    private IdleShutdownPolicy(Builder builder) {
        this.idleTimeout = builder.idleTimeout;
        this.startupGrace = builder.startupGrace;
        this.idleTimeoutNanos = idleTimeout.toNanos();
        this.startupGraceNanos = startupGrace.toNanos();
    }

    /**
     * Stops once nobody has been connected for a time.
     *
     * @param idleTimeout for how long; above zero, at most about 292 years
     * @return the policy
     * @throws NullPointerException if {@code idleTimeout} is null
     * @throws IllegalArgumentException if it is out of range
     */
    public static IdleShutdownPolicy idleAfter(Duration idleTimeout) {
        return builder(idleTimeout).build();
    }

    /**
     * Begins with no startup grace.
     *
     * @param idleTimeout for how long nobody must have been connected; above zero, at most about 292 years
     * @return a new builder
     * @throws NullPointerException if {@code idleTimeout} is null
     * @throws IllegalArgumentException if it is out of range
     */
    public static Builder builder(Duration idleTimeout) {
        return new Builder(idleTimeout);
    }

    /**
     * Returns for how long nobody must have been connected.
     *
     * @return above zero
     */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /**
     * Returns how soon after the start nothing is stopped, however idle.
     *
     * @return zero or more
     */
    public Duration startupGrace() {
        return startupGrace;
    }

    /**
     * Decides.
     *
     * @param openedAtNanos when the watching began, in nanoseconds of the monitor's {@link NanoClock}; idle time and
     *     startup grace count from here at the earliest
     * @param reading what the latest look found; its {@code takenAtNanos} is taken for now
     * @param holds what may keep up a service that nobody is connected to
     * @return the verdict
     * @throws NullPointerException if an argument is null
     */
    public Verdict evaluate(long openedAtNanos, Reading reading, List<Hold> holds) {
        return evaluate(openedAtNanos, openedAtNanos, reading, holds);
    }

    /**
     * Decides, where the caller knows that up to some moment nobody can be sure that the service was idle: the machine
     * was asleep, a look failed, a hold held.
     *
     * @param openedAtNanos when the watching began, in nanoseconds of the monitor's {@link NanoClock}; the startup grace
     *     counts from here
     * @param notIdleBeforeNanos idle time counts from here at the earliest, on the same clock
     * @param reading what the latest look found; its {@code takenAtNanos} is taken for now
     * @param holds what may keep up a service that nobody is connected to
     * @return the verdict
     * @throws NullPointerException if an argument is null
     */
    public Verdict evaluate(long openedAtNanos, long notIdleBeforeNanos, Reading reading, List<Hold> holds) {
        Objects.requireNonNull(holds, "holds");
        if (reading instanceof Reading.Unreadable unreadable) {
            return keepRunning(Verdict.Why.UNREADABLE, unreadable.reason(), 0, idleTimeoutNanos);
        }
        ActivitySnapshot snapshot = (ActivitySnapshot) reading;
        long now = snapshot.takenAtNanos();
        int open = snapshot.openConnections();
        if (open > 0) {
            return keepRunning(
                    Verdict.Why.IN_USE, open == 1 ? "1 connection" : open + " connections", 0, idleTimeoutNanos);
        }
        for (Hold hold : holds) {
            if (hold.isHeld(now)) {
                return keepRunning(Verdict.Why.HELD, "held by " + hold.description(), 0, idleTimeoutNanos);
            }
        }
        long idleSince = later(snapshot.lastActivityNanos(), notIdleBeforeNanos);
        long idleNanos = Math.max(0, now - idleSince);
        long missingIdle = idleTimeoutNanos - idleNanos;
        long missingGrace = startupGraceNanos - Math.max(0, now - openedAtNanos);
        if (missingIdle <= 0 && missingGrace <= 0) {
            return new Verdict.ShutDown(Duration.ofNanos(idleNanos));
        }
        long missing = Math.max(missingIdle, missingGrace);
        String detail = "idle for " + Durations.text(Duration.ofNanos(idleNanos)) + ", stopping in "
                + Durations.textRoundedUp(Duration.ofNanos(missing));
        return keepRunning(
                missingIdle > 0 ? Verdict.Why.NOT_IDLE_LONG_ENOUGH : Verdict.Why.STARTUP_GRACE,
                detail,
                idleNanos,
                missing);
    }

    private static Verdict keepRunning(Verdict.Why why, String detail, long idleNanos, long recheckAfterNanos) {
        return new Verdict.KeepRunning(why, detail, Duration.ofNanos(idleNanos), Duration.ofNanos(recheckAfterNanos));
    }

    private static long later(long a, long b) {
        return a - b > 0 ? a : b;
    }

    @Override
    public String toString() {
        return "idle after " + Durations.text(idleTimeout) + ", startup grace " + Durations.text(startupGrace);
    }

    /** Collects a policy's settings. Not safe for use by several threads. */
    public static final class Builder {
        private final Duration idleTimeout;
        private Duration startupGrace = Duration.ZERO;

        private Builder(Duration idleTimeout) {
            this.idleTimeout = Durations.requirePositive(idleTimeout, "idleTimeout");
        }

        /**
         * Sets how soon after the start nothing is stopped, however idle. By default zero.
         *
         * @param startupGrace zero or more, at most about 292 years
         * @return this
         * @throws NullPointerException if {@code startupGrace} is null
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder startupGrace(Duration startupGrace) {
            this.startupGrace = Durations.requireNotNegative(startupGrace, "startupGrace");
            return this;
        }

        /**
         * Makes the policy.
         *
         * @return the policy
         */
        public IdleShutdownPolicy build() {
            return new IdleShutdownPolicy(this);
        }
    }
}
