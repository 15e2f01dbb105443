package dev.lull.spi;

import dev.lull.Availability;
import dev.lull.MonitorTarget;
import dev.lull.StrategyException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A strategy, or a source of one, does not work here: why, and what would make it work. A strategy that finds this out in
 * one place answers both questions with it, {@linkplain ActivityStrategyProvider#probe() whether it works} and
 * {@linkplain ActivityStrategyProvider#open to watch}. The message is the reason and the cure, in one line for people.
 */
public final class UnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String cure;
    private final boolean passing;

    private UnavailableException(String reason, String cure, boolean passing, @Nullable Throwable cause) {
        super(Objects.requireNonNull(reason, "reason") + "; " + Objects.requireNonNull(cure, "cure"), cause);
        this.reason = reason;
        this.cure = cure;
        this.passing = passing;
    }

    /**
     * Makes one that holds for as long as this process runs as it does.
     *
     * @param reason what was tried and what the system said
     * @param cure what would make it work
     * @return the exception, for the caller to throw
     * @throws NullPointerException if an argument is null
     */
    public static UnavailableException lasting(String reason, String cure) {
        return new UnavailableException(reason, cure, false, null);
    }

    /**
     * Makes one that holds for as long as this process runs as it does.
     *
     * @param reason what was tried and what the system said
     * @param cure what would make it work
     * @param cause what was thrown
     * @return the exception, for the caller to throw
     * @throws NullPointerException if {@code reason} or {@code cure} is null
     */
    public static UnavailableException lasting(String reason, String cure, Throwable cause) {
        return new UnavailableException(reason, cure, false, cause);
    }

    /**
     * Makes one that may not hold the next time: the system was short of something.
     *
     * @param reason what was tried and what the system said
     * @param cure what would make it work
     * @param cause what was thrown
     * @return the exception, for the caller to throw
     * @throws NullPointerException if {@code reason} or {@code cure} is null
     */
    public static UnavailableException passing(String reason, String cure, Throwable cause) {
        return new UnavailableException(reason, cure, true, cause);
    }

    /**
     * Returns what was tried and what the system said.
     *
     * @return one line for people
     */
    public String reason() {
        return reason;
    }

    /**
     * Returns what would make it work.
     *
     * @return one line for people
     */
    public String cure() {
        return cure;
    }

    /**
     * Tells whether it may work the next time.
     *
     * @return false if nothing will change for as long as this process runs as it does
     */
    public boolean isPassing() {
        return passing;
    }

    /**
     * Answers a {@linkplain ActivityStrategyProvider#probe() probe}.
     *
     * @return inconclusive if it is passing, else unsupported; with the reason and the cure
     */
    public Availability toAvailability() {
        return passing
                ? new Availability.Inconclusive(reason + "; " + cure)
                : new Availability.Unsupported(reason, cure);
    }

    /**
     * Answers an attempt to {@linkplain ActivityStrategyProvider#open open} a target.
     *
     * @param strategy the strategy's name
     * @param target what was to be watched
     * @return the exception, for the caller to throw; this one is its cause
     */
    public StrategyException toException(String strategy, MonitorTarget target) {
        return new StrategyException(strategy + " cannot watch " + target + ": " + reason + "; " + cure, this);
    }
}
