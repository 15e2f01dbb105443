package dev.lull;

/**
 * A second source, of another mechanism than the monitor's own, that is asked once before a stop is final: only when
 * both agree that nobody is connected is anything stopped. It costs a look per stop, not per check.
 *
 * <p>A strategy offers one by {@link ActivityMonitor#witness()}. Asking it may put the strategy's own count right, where
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
     * Looks for open connections, by the same definition of open as the monitor's. One that waits to be accepted is
     * open.
     *
     * @return what it sees; {@link Testimony.Unreadable} if it cannot tell now. Never throws
     */
    Testimony testify();

    /**
     * Stands for the second source that a strategy does not have here.
     *
     * @param reason why there is none, for people; said when the watching begins
     * @return a witness that always answers {@link Testimony.Absent}
     * @throws NullPointerException if {@code reason} is null
     */
    static Witness none(String reason) {
        return new AbsentWitness(new Testimony.Absent(reason));
    }
}
