package dev.lull;

import java.time.Duration;
import java.util.List;

/** Does what is to be done when the service is idle. */
@FunctionalInterface
public interface ShutdownAction {

    /**
     * Stops whatever is to be stopped. The watcher calls it on its own thread, once a second look
     * and the {@link Witness} have agreed to the stop. When it throws,
     * the watcher reports that, goes on watching, and calls it again as long as the service is still idle.
     *
     * @param verdict for how long nobody was connected
     * @throws StopCalledOffException if it finds that nothing is to be stopped after all; that is no failure
     * @throws Exception whatever went wrong
     */
    void shutDown(Verdict.ShutDown verdict) throws Exception;

    /**
     * Calls a piece of code.
     *
     * @param task the code
     * @return the action
     * @throws NullPointerException if {@code task} is null
     */
    static ShutdownAction call(Runnable task) {
        java.util.Objects.requireNonNull(task, "task");
        return verdict -> task.run();
    }

    /**
     * Runs a command, with this process's own standard streams, and waits for its end. An exit code other than 0 is a
     * failure.
     *
     * @param command the program and its arguments; no shell is involved
     * @return the action; it throws {@link java.io.IOException} if the command cannot be started or fails
     * @throws IllegalArgumentException if {@code command} is empty
     */
    static CommandAction runCommand(List<String> command) {
        return new CommandAction(command, ProcessBuilder::start);
    }

    /**
     * Ends a child process: asks it to end (SIGTERM), waits, then kills it together with what it started and left
     * behind.
     *
     * @param process the process
     * @param terminationGrace how long it has between SIGTERM and SIGKILL; zero or more
     * @return the action; it throws {@link java.io.IOException} if the process outlives even SIGKILL
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if {@code terminationGrace} is negative
     */
    static ShutdownAction endProcess(ProcessHandle process, Duration terminationGrace) {
        return new EndProcessAction(process, terminationGrace);
    }
}
