package dev.lull;

import dev.lull.spi.Durations;
import java.time.Duration;
import java.util.Objects;

/** Says what a policy makes of a reading. */
public sealed interface Verdict {

    /** Why nothing is stopped. */
    enum Why {
        /** Connections are open. */
        IN_USE,
        /** The look failed; what cannot be read is not idle. */
        UNREADABLE,
        /** A {@link Hold} keeps the service up. */
        HELD,
        /** Nobody is connected, but the startup grace is not over. */
        STARTUP_GRACE,
        /** Nobody is connected, but not for as long as the idle timeout. */
        NOT_IDLE_LONG_ENOUGH,
        /** The stop was announced, and the time between the warning and the stop is not over. */
        WARNED,
        /** A stop was called off, by a {@link Veto} or because the {@link Door} could not be shut, and is tried again. */
        POSTPONED
    }

    /** What a stop is for. */
    enum Cause {
        /** Nobody has been connected for the idle timeout. */
        IDLE,
        /** No look could be taken for as long as the policy puts up with that. */
        UNREADABLE
    }

    /**
     * Keep the service running.
     *
     * @param why the reason
     * @param openConnections how many are open; 0 unless that is the reason
     * @param because what could not be read, who holds, or why the stop was called off; empty unless that is the reason
     * @param idleFor how long nobody has been connected; zero unless that is all there is to wait for
     * @param recheckAfter how long from the reading on the verdict cannot change as long as nothing happens; above zero
     */
    record KeepRunning(Why why, int openConnections, String because, Duration idleFor, Duration recheckAfter)
            implements Verdict {
        /**
         * Checks the components.
         *
         * @throws NullPointerException if one of them is null
         * @throws IllegalArgumentException if {@code openConnections} or {@code idleFor} is below zero, or
         *     {@code recheckAfter} not above it
         */
        public KeepRunning {
            Objects.requireNonNull(why, "why");
            Objects.requireNonNull(because, "because");
            if (openConnections < 0) {
                throw new IllegalArgumentException("openConnections: " + openConnections + ", expected zero or more");
            }
            if (idleFor.isNegative()) {
                throw new IllegalArgumentException("idleFor: " + idleFor + ", expected zero or more");
            }
            if (recheckAfter.isNegative() || recheckAfter.isZero()) {
                throw new IllegalArgumentException("recheckAfter: " + recheckAfter + ", expected above zero");
            }
        }

        /**
         * Describes the verdict to people, in a few words.
         *
         * @return such as {@code "2 connections"}
         */
        public String detail() {
            return switch (why) {
                case IN_USE -> openConnections == 1 ? "1 connection" : openConnections + " connections";
                case UNREADABLE -> because;
                case HELD -> "held by " + because;
                case POSTPONED -> "not stopped: " + because;
                case STARTUP_GRACE, NOT_IDLE_LONG_ENOUGH, WARNED ->
                    "idle for " + Durations.text(idleFor) + ", stopping in " + Durations.textRoundedUp(recheckAfter);
            };
        }
    }

    /**
     * Stop.
     *
     * @param idleFor for how long nobody was connected, at least the idle timeout; for the cause
     *     {@link Cause#UNREADABLE} for how long nobody could tell
     * @param cause what for
     */
    record ShutDown(Duration idleFor, Cause cause) implements Verdict {
        /**
         * Checks the components.
         *
         * @throws NullPointerException if one of them is null
         */
        public ShutDown {
            Objects.requireNonNull(idleFor, "idleFor");
            Objects.requireNonNull(cause, "cause");
        }

        /**
         * Makes the verdict on an idle service.
         *
         * @param idleFor for how long nobody was connected
         * @throws NullPointerException if {@code idleFor} is null
         */
        public ShutDown(Duration idleFor) {
            this(idleFor, Cause.IDLE);
        }
    }
}
