package dev.lull.internal.linux;

/**
 * What a parent owes to its children on Linux and Java cannot do: take in orphans, reap them, and send any signal. Safe
 * for use by any thread.
 */
public final class ChildProcesses {

    /** {@code PR_SET_CHILD_SUBREAPER} of include/uapi/linux/prctl.h. */
    private static final int PR_SET_CHILD_SUBREAPER = 36;

    /** {@code WNOHANG} of include/uapi/linux/wait.h. */
    private static final int WNOHANG = 1;

    private final LibC libC;

    private ChildProcesses(LibC libC) {
        this.libC = libC;
    }

    /**
     * Loads the C library.
     *
     * @return the calls
     * @throws NativeAccessException if it cannot be loaded in this process
     */
    public static ChildProcesses load() throws NativeAccessException {
        return new ChildProcesses(SystemCalls.load());
    }

    /**
     * Makes this process the parent of every descendant whose own parent ends, in init's place
     * (PR_SET_CHILD_SUBREAPER(2const)). It holds for the whole process until it ends; children do not inherit it.
     *
     * @throws SystemCallException if the kernel refuses
     */
    public void adoptOrphans() throws SystemCallException {
        SystemCalls.check(libC.prctl(PR_SET_CHILD_SUBREAPER, 1), "prctl(PR_SET_CHILD_SUBREAPER)");
    }

    /**
     * Takes away a child that has ended, if it has (waitpid(2) with WNOHANG). Not for processes that Java started: Java
     * reaps those itself, and would learn no exit code.
     *
     * @param pid the child
     * @return true if it had ended and is gone now
     */
    public boolean reap(long pid) {
        return libC.waitpid(Math.toIntExact(pid), null, WNOHANG) > 0;
    }

    /**
     * Sends a signal (kill(2)).
     *
     * @param pid the process
     * @param signal the signal's number
     * @throws SystemCallException if it is gone, or may not be signalled
     */
    public void signal(long pid, int signal) throws SystemCallException {
        SystemCalls.check(libC.kill(Math.toIntExact(pid), signal), "kill(" + pid + ", " + signal + ")");
    }
}
