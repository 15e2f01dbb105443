package dev.lull;

import java.util.Objects;

/** Says whether a strategy works on this machine, in this process, now. */
public sealed interface Availability {

    /**
     * The strategy works.
     *
     * @param detail how, in one line: the source used, and why a better one is not
     */
    record Available(String detail) implements Availability {
        /**
         * Checks the component.
         *
         * @throws NullPointerException if {@code detail} is null
         */
        public Available {
            Objects.requireNonNull(detail, "detail");
        }
    }

    /**
     * The strategy does not work, and will not for as long as this process runs.
     *
     * @param reason what was tried and what the system said
     * @param cure what would make it work
     */
    record Unsupported(String reason, String cure) implements Availability {
        /**
         * Checks the components.
         *
         * @throws NullPointerException if one of them is null
         */
        public Unsupported {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(cure, "cure");
        }
    }

    /**
     * Something temporary kept the answer from being found out; this is never cached.
     *
     * @param reason what got in the way
     */
    record Inconclusive(String reason) implements Availability {
        /**
         * Checks the component.
         *
         * @throws NullPointerException if {@code reason} is null
         */
        public Inconclusive {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * Explains the answer to people, in one line.
     *
     * @return the detail, or the reason with the cure where there is one
     */
    default String explanation() {
        if (this instanceof Unsupported unsupported) {
            return unsupported.reason() + "; " + unsupported.cure();
        }
        if (this instanceof Inconclusive inconclusive) {
            return inconclusive.reason();
        }
        return ((Available) this).detail();
    }
}
