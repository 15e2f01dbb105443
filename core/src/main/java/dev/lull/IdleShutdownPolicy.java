package dev.lull;

import dev.lull.spi.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides from one reading whether to stop. Pure: the same arguments give the same verdict, nothing is remembered and
 * no clock is asked. Immutable.
 */
public final class IdleShutdownPolicy {

    private static final String NOBODY_IS_ADMITTED =
            "nobody is let in at the moment, for lack of room, and somebody may be waiting";

    private final Duration idleTimeout;
    private final Duration startupGrace;
    private final Optional<Duration> maxUnreadable;
    private final long idleTimeoutNanos;
    private final long startupGraceNanos;

    private IdleShutdownPolicy(Builder builder) {
        this.idleTimeout = builder.idleTimeout;
        this.startupGrace = builder.startupGrace;
        this.maxUnreadable = builder.maxUnreadable;
        this.idleTimeoutNanos = idleTimeout.toNanos();
        this.startupGraceNanos = startupGrace.toNanos();
    }

    /**
     * Makes a policy that stops once nobody has been connected for the given time.
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
     * Begins with this policy's settings, but for the idle timeout.
     *
     * @param idleTimeout for how long nobody must have been connected; above zero, at most about 292 years
     * @return a new builder
     * @throws NullPointerException if {@code idleTimeout} is null
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder toBuilder(Duration idleTimeout) {
        Builder same = new Builder(idleTimeout).startupGrace(startupGrace);
        maxUnreadable.ifPresent(same::maxUnreadable);
        return same;
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
     * Returns how long looks may fail before the service is stopped all the same.
     *
     * @return above zero, or empty for never
     */
    public Optional<Duration> maxUnreadable() {
        return maxUnreadable;
    }

    /**
     * Says what the caller knows of the time before a reading. All times are nanoseconds of the monitor's
     * {@link NanoClock}.
     *
     * @param openedAtNanos when the watching began; the startup grace counts from here
     * @param notIdleBeforeNanos until when nobody can be sure that the service was idle: the machine was asleep, a look
     *     failed, a hold held. Idle time counts from here at the earliest
     * @param unreadableSinceNanos when the first of the looks was taken that have failed without a break since, the
     *     reading among them; empty if the reading is readable
     */
    public record History(long openedAtNanos, long notIdleBeforeNanos, OptionalLong unreadableSinceNanos) {
        /**
         * Checks the components.
         *
         * @throws NullPointerException if {@code unreadableSinceNanos} is null
         */
        public History {
            Objects.requireNonNull(unreadableSinceNanos, "unreadableSinceNanos");
        }

        /**
         * Makes the history of a watching that has just begun, of which nothing is known yet.
         *
         * @param openedAtNanos when the watching began
         * @return the history
         */
        public static History since(long openedAtNanos) {
            return new History(openedAtNanos, openedAtNanos, OptionalLong.empty());
        }
    }

    /**
     * Decides from a reading alone, where nothing is known of the time before it.
     *
     * @param openedAtNanos when the watching began, in nanoseconds of the monitor's {@link NanoClock}; idle time and
     *     startup grace count from here at the earliest
     * @param reading what the latest look found; its {@code takenAtNanos} is taken for now
     * @param holds what may keep up a service that nobody is connected to
     * @return the verdict
     * @throws NullPointerException if an argument is null
     */
    public Verdict evaluate(long openedAtNanos, Reading reading, List<Hold> holds) {
        return evaluate(History.since(openedAtNanos), reading, holds);
    }

    /**
     * Decides.
     *
     * @param history what is known of the time before the reading
     * @param reading what the latest look found; its {@code takenAtNanos} is taken for now
     * @param holds what may keep up a service that nobody is connected to
     * @return the verdict
     * @throws NullPointerException if an argument is null
     */
    public Verdict evaluate(History history, Reading reading, List<Hold> holds) {
        Objects.requireNonNull(holds, "holds");
        long missingGrace = startupGraceNanos - since(history.openedAtNanos(), reading);
        return reading instanceof ActivitySnapshot snapshot
                ? judge(snapshot, history.notIdleBeforeNanos(), missingGrace, holds)
                : judge((Reading.Unreadable) reading, history.unreadableSinceNanos(), missingGrace, holds);
    }

    private Verdict judge(Reading.Unreadable unreadable, OptionalLong sinceNanos, long missingGrace, List<Hold> holds) {
        if (maxUnreadable.isEmpty() || sinceNanos.isEmpty()) {
            return keepRunning(Verdict.Why.UNREADABLE, 0, unreadable.reason(), 0, idleTimeoutNanos);
        }
        long unreadableNanos = since(sinceNanos.getAsLong(), unreadable);
        long missing = Math.max(maxUnreadable.get().toNanos() - unreadableNanos, missingGrace);
        if (missing > 0) {
            return keepRunning(Verdict.Why.UNREADABLE, 0, unreadable.reason(), 0, Math.min(missing, idleTimeoutNanos));
        }
        return heldBy(holds, unreadable)
                .orElseGet(() -> new Verdict.ShutDown(Duration.ofNanos(unreadableNanos), Verdict.Cause.UNREADABLE));
    }

    private Verdict judge(ActivitySnapshot snapshot, long notIdleBeforeNanos, long missingGrace, List<Hold> holds) {
        if (snapshot.openConnections() > 0) {
            return keepRunning(Verdict.Why.IN_USE, snapshot.openConnections(), "", 0, idleTimeoutNanos);
        }
        if (snapshot.admitsNobody()) {
            return keepRunning(Verdict.Why.UNREADABLE, 0, NOBODY_IS_ADMITTED, 0, idleTimeoutNanos);
        }
        return heldBy(holds, snapshot).orElseGet(() -> judgeIdle(snapshot, notIdleBeforeNanos, missingGrace));
    }

    private Verdict judgeIdle(ActivitySnapshot snapshot, long notIdleBeforeNanos, long missingGrace) {
        long idleNanos = since(later(snapshot.lastActivityNanos(), notIdleBeforeNanos), snapshot);
        long missingIdle = idleTimeoutNanos - idleNanos;
        if (missingIdle <= 0 && missingGrace <= 0) {
            return new Verdict.ShutDown(Duration.ofNanos(idleNanos));
        }
        Verdict.Why why = missingIdle > 0 ? Verdict.Why.NOT_IDLE_LONG_ENOUGH : Verdict.Why.STARTUP_GRACE;
        return keepRunning(why, 0, "", idleNanos, Math.max(missingIdle, missingGrace));
    }

    private Optional<Verdict> heldBy(List<Hold> holds, Reading reading) {
        for (Hold hold : holds) {
            if (hold.isHeld(reading.takenAtNanos())) {
                return Optional.of(keepRunning(Verdict.Why.HELD, 0, hold.description(), 0, idleTimeoutNanos));
            }
        }
        return Optional.empty();
    }

    private static Verdict keepRunning(
            Verdict.Why why, int open, String because, long idleNanos, long recheckAfterNanos) {
        return new Verdict.KeepRunning(
                why, open, because, Duration.ofNanos(idleNanos), Duration.ofNanos(recheckAfterNanos));
    }

    /** How long before a reading a moment was; 0 for one after it. */
    private static long since(long momentNanos, Reading reading) {
        return Math.max(0, reading.takenAtNanos() - momentNanos);
    }

    private static long later(long a, long b) {
        return a - b > 0 ? a : b;
    }

    @Override
    public String toString() {
        return "idle after " + Durations.text(idleTimeout) + ", startup grace "
                + Durations.text(startupGrace)
                + maxUnreadable
                        .map(most -> ", unreadable for at most " + Durations.text(most))
                        .orElse("");
    }

    /** Collects a policy's settings. Not safe for use by several threads. */
    public static final class Builder {
        private final Duration idleTimeout;
        private Duration startupGrace = Duration.ZERO;
        private Optional<Duration> maxUnreadable = Optional.empty();

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
         * Stops the service all the same once looks have failed for so long, so that one that died, or that cannot be
         * observed, does not cost money for ever. By default never: unreadable is not idle. Only the monitor's own looks
         * are meant: a {@link Witness} that cannot look, beside looks that can, keeps the service up all the same.
         *
         * @param maxUnreadable above zero, at most about 292 years
         * @return this
         * @throws NullPointerException if {@code maxUnreadable} is null
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder maxUnreadable(Duration maxUnreadable) {
            this.maxUnreadable = Optional.of(Durations.requirePositive(maxUnreadable, "maxUnreadable"));
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
