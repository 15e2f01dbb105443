package dev.lull;

import java.util.Objects;

/**
 * Somebody's or something's word to stay up although no connection is open: a lease, a process, a logged-in user, a
 * load. As long as it holds, nothing is stopped; idle time begins again when it ends.
 *
 * <p>Implementations are safe for use by any thread and answer soon: the watcher asks at each look. One that throws is
 * reported and counts as holding, because what cannot be told is never taken for idle.
 *
 * <p>Keeps a service up while a backup runs:
 *
 * <pre>{@code
 * Process backup = new ProcessBuilder("backup").start();
 * watcher.hold(Hold.whileAlive(backup.toHandle())); // ends by itself together with the process
 * }</pre>
 */
public interface Hold {

    /**
     * Says who or what holds, for logs.
     *
     * @return such as {@code "backup job 17"}
     */
    String description();

    /**
     * Tells whether it holds now.
     *
     * @param nowNanos the moment in question, in nanoseconds of the monitor's {@link NanoClock}
     * @return true if nothing may be stopped
     */
    boolean isHeld(long nowNanos);

    /**
     * Holds until a deadline.
     *
     * @param description who or what holds
     * @param untilNanos the deadline, in nanoseconds of the monitor's {@link NanoClock}; from then on it does not hold
     * @return the hold
     * @throws NullPointerException if {@code description} is null
     */
    static Hold lease(String description, long untilNanos) {
        Objects.requireNonNull(description, "description");
        return new Lease(description, untilNanos);
    }

    /**
     * Holds while a process is alive.
     *
     * @param process the process
     * @return the hold
     * @throws NullPointerException if {@code process} is null
     */
    static Hold whileAlive(ProcessHandle process) {
        Objects.requireNonNull(process, "process");
        return new ProcessHold(process);
    }
}
