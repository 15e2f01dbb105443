package dev.lull;

/**
 * Confirms a stop from a second source, of another mechanism than the monitor's own. It is asked once before a stop is
 * final: the service is stopped only when both agree that nobody is connected. It costs a look per stop, not per check.
 *
 * <p>A strategy offers one by {@link ActivityMonitor#witness()}. Asking it may correct the strategy's own count, where
 * the comparison shows that it was wrong. Safe for use by any thread; closed together with the monitor it belongs to.
 */
public interface Witness {

    /**
     * Names the source, for logs.
     *
     * @return such as {@code "the /proc files"}; for {@linkplain #none none} the reason
     */
    String description();

    /**
     * Looks for open connections, by the same definition of open as the monitor's. A connection that waits to be
     * accepted is open.
     *
     * @return what it sees; {@link Testimony.Unreadable} if it cannot tell now. Never throws
     */
    Testimony testify();

    /**
     * Makes the witness of a strategy that has no second source here.
     *
     * @param reason why there is none, for people; said when the watching begins
     * @return a witness that always answers {@link Testimony.Absent}
     * @throws NullPointerException if {@code reason} is null
     */
    static Witness none(String reason) {
        return new AbsentWitness(new Testimony.Absent(reason));
    }
}
