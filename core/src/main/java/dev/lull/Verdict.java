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
     * @param recheckAfter how long from the reading on the verdict cannot change as long as nothing happens; above zero
     */
    record KeepRunning(Why why, String detail, Duration recheckAfter) implements Verdict {
        /**
         * Checks the components.
         *
         * @param why the component
         * @param detail the component
         * @param recheckAfter the component
         * @throws NullPointerException if one of them is null
         * @throws IllegalArgumentException if {@code recheckAfter} is not above zero
         */
        public KeepRunning {
            Objects.requireNonNull(why, "why");
            Objects.requireNonNull(detail, "detail");
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
         * @param idleFor the component
         * @throws NullPointerException if {@code idleFor} is null
         */
        public ShutDown {
            Objects.requireNonNull(idleFor, "idleFor");
        }
    }
}
