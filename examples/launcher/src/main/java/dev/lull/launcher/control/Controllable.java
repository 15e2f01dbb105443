package dev.lull.launcher.control;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A service of a run, as its control socket sees it: one for each service, each with a socket of its own name. Safe for use
 * by any thread.
 */
public interface Controllable {

    /**
     * Says how it stands.
     *
     * @throws RefusedException if the run ends just now
     */
    ServiceStatus status() throws RefusedException;

    /**
     * Says how it stands, and who has left since it was last asked. Beside {@link #status}, of many connections those are
     * listed that were active last.
     *
     * @param after the {@link RecentlyClosed#latest} that was answered then; empty for the first time
     * @throws RefusedException if the run ends just now
     */
    Watched watch(OptionalLong after) throws RefusedException;

    /**
     * How it stands, and who has left.
     *
     * @param status at this moment
     * @param closed since it was asked before
     */
    record Watched(ServiceStatus status, RecentlyClosed closed) {}

    /**
     * Keeps it up, and wakes it if it is asleep. A stop that was warned of, or is being tried, is called off.
     *
     * @param duration for how long; above zero
     * @param reason for people; may be empty
     * @return the hold's id
     * @throws RefusedException if it is being stopped already, or there are too many holds
     */
    String hold(Duration duration, String reason) throws RefusedException;

    /**
     * Ends holds.
     *
     * @param id which one; empty for the only one there is
     * @param all whether all of them, however many
     * @return the ids of those ended
     * @throws RefusedException if there is none such, or several and neither is named
     */
    List<String> release(Optional<String> id, boolean all) throws RefusedException;

    /**
     * Stops it now, as though it were idle, whoever is connected.
     *
     * @param force whether holds, {@code --before-stop} and a failing line of {@code --on-idle} do not matter
     * @return a line that says what is stopped, and how many were connected
     * @throws RefusedException if it is not stopped, with the reason
     */
    String stop(boolean force) throws RefusedException, InterruptedException;

    /**
     * Wakes it, and returns once it is awake.
     *
     * @return a line that says so
     * @throws RefusedException if it could not be woken
     */
    String wake() throws RefusedException, InterruptedException;
}
