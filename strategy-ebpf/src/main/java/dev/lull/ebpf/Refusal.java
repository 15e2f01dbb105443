package dev.lull.ebpf;

import dev.lull.Availability;
import dev.lull.StrategyException;

/** It does not work here: why, and what would make it work. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String cure;
    private final boolean passing;
    private final Throwable origin;

    private Refusal(String reason, String cure, boolean passing, Throwable cause) {
        super(reason + "; " + cure, cause);
        this.origin = cause;
        this.reason = reason;
        this.cure = cure;
        this.passing = passing;
    }

    /** It will not work for as long as this process runs as it does. */
    static Refusal lasting(String reason, String cure, Throwable cause) {
        return new Refusal(reason, cure, false, cause);
    }

    static Refusal lasting(String reason, String cure) {
        return new Refusal(reason, cure, false, new IllegalStateException(reason));
    }

    /** It may work the next time. */
    static Refusal passing(String reason, Throwable cause) {
        return new Refusal(reason, "try again", true, cause);
    }

    Availability toAvailability() {
        return passing ? new Availability.Inconclusive(reason) : new Availability.Unsupported(reason, cure);
    }

    StrategyException toException(String target) {
        return new StrategyException("ebpf cannot watch " + target + ": " + getMessage(), origin);
    }
}
