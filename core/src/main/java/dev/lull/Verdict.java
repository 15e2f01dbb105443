package dev.lull;

import java.time.Duration;
import java.util.Objects;

/** What a policy makes of a reading. */
public sealed interface Verdict {

    /** Why nothing is stopped. */
    enum Why {
        /** Connections are open. */
        IN_USE,
        /** The look failed; what cannot be read is not idle. */
        UNREADABLE,
        /** A {@link Hold} holds. */
        HELD,
        /** Nobody is connected, but the startup grace is not over. */
        STARTUP_GRACE,
        /** Nobody is connected, but not for as long as the idle timeout. */
        NOT_IDLE_LONG_ENOUGH
    }

    /**
     * Go on.
     *
     * @param why the reason
     * @param detail the same for people, in a few words
     * @param idleFor how long nobody has been connected; zero unless that is all there is to wait for
     * @param recheckAfter how long from the reading on the verdict cannot change as long as nothing happens; above zero
     */
    record KeepRunning(Why why, String detail, Duration idleFor, Duration recheckAfter) implements Verdict {
        /**
         * Checks the components.
         *
         * @throws NullPointerException if one of them is null
         * @throws IllegalArgumentException if {@code idleFor} is below zero, or {@code recheckAfter} not above it
         */
        public KeepRunning {
            Objects.requireNonNull(why, "why");
            Objects.requireNonNull(detail, "detail");
            if (idleFor.isNegative()) {
                throw new IllegalArgumentException("idleFor: " + idleFor + ", expected zero or more");
            }
            if (recheckAfter.isNegative() || recheckAfter.isZero()) {
                throw new IllegalArgumentException("recheckAfter: " + recheckAfter + ", expected above zero");
            }
        }
    }

    /**
     * Stop.
     *
     * @param idleFor how long nobody was connected; at least the idle timeout
     */
    record ShutDown(Duration idleFor) implements Verdict {
        /**
         * Checks the component.
         *
         * @throws NullPointerException if {@code idleFor} is null
         */
        public ShutDown {
            Objects.requireNonNull(idleFor, "idleFor");
        }
    }
}
