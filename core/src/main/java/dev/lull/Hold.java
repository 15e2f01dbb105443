package dev.lull;

import java.util.Objects;

/**
 * Keeps a service up although no connection is open: a lease, a process, a logged-in user, a load. Nothing is stopped
 * while a hold lasts; idle time begins again when it ends.
 *
 * <p>Implementations are safe for use by any thread and answer soon: the watcher asks at each look. A hold that throws
 * is reported and counts as holding, because what is not known is never taken for idle.
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
     * Names who or what holds, for logs.
     *
     * @return such as {@code "backup job 17"}
     */
    String description();

    /**
     * Tells whether the service must stay up now.
     *
     * @param nowNanos the moment in question, in nanoseconds of the monitor's {@link NanoClock}
     * @return true if nothing may be stopped
     */
    boolean isHeld(long nowNanos);

    /**
     * Holds until a deadline.
     *
     * @param description who or what holds
     * @param untilNanos the deadline, in nanoseconds of the monitor's {@link NanoClock}; from then on it no longer
     *     holds
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
