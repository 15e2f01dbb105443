package dev.lull;

import dev.lull.spi.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Has the last word on a stop that everything else speaks for. */
@FunctionalInterface
public interface Veto {

    /**
     * Says why nothing is to be stopped, and for how long.
     *
     * @param reason why, in a few words for people
     * @param askAgainAfter how long nothing is stopped for this reason, as long as nobody comes; the idle time goes on
     *     meanwhile. Whoever comes ends it, and the next stop is asked about anew. Above zero
     */
    record Objection(String reason, Duration askAgainAfter) {
        /**
         * Checks the components.
         *
         * @throws NullPointerException if one of them is null
         * @throws IllegalArgumentException if {@code askAgainAfter} is out of range
         */
        public Objection {
            Objects.requireNonNull(reason, "reason");
            Durations.requirePositive(askAgainAfter, "askAgainAfter");
        }
    }

    /**
     * Decides whether a stop may be. The watcher asks on its own thread, once two looks and the {@link Witness} speak for
     * the stop, and takes further looks afterwards: it may take its time, and whoever comes meanwhile is let in.
     *
     * @param verdict for how long nobody was connected
     * @return the objection, or empty to consent
     * @throws Exception whatever went wrong; it is reported, nothing is stopped, and the veto is asked again at the next
     *     look
     */
    Optional<Objection> objectTo(Verdict.ShutDown verdict) throws Exception;
}
