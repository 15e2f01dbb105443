package dev.lull.internal.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a parent owes to its children on Linux and Java cannot do: take in orphans, reap them, send any signal, and decide
 * how many files they may open. Safe for use by any thread.
 */
public final class ChildProcesses {

    /** {@code PR_SET_CHILD_SUBREAPER} of include/uapi/linux/prctl.h. */
    private static final int PR_SET_CHILD_SUBREAPER = 36;

    /** {@code WNOHANG} of include/uapi/linux/wait.h. */
    private static final int WNOHANG = 1;

    /** {@code RLIMIT_NOFILE} of include/uapi/asm-generic/resource.h, as on x86-64 and arm64. */
    private static final int RLIMIT_NOFILE = 7;

    /** {@code SIG_SETMASK} of include/uapi/asm-generic/signal-defs.h. */
    private static final int SIG_SETMASK = 2;

    /** The size of glibc's {@code sigset_t}. */
    private static final int SIGNAL_SET_BYTES = 128;

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

    /**
     * Returns how many files this process may have open, which is what its children inherit: the soft limit of
     * RLIMIT_NOFILE (getrlimit(2)).
     *
     * @return the limit; unlimited is -1, as {@code RLIM_INFINITY} reads here
     * @throws SystemCallException if the kernel refuses
     */
    public long openFileLimit() throws SystemCallException {
        return limits().getLong(0);
    }

    /**
     * Sets how many files this process may have open, and those that it starts from now on. What is open already stays
     * open.
     *
     * @param limit at most the hard limit, which stays as it is; -1 for unlimited
     * @throws SystemCallException if it is above the hard limit
     */
    public void setOpenFileLimit(long limit) throws SystemCallException {
        ByteBuffer limits = limits().putLong(0, limit);
        SystemCalls.check(
                libC.setrlimit(RLIMIT_NOFILE, limits),
                "setrlimit(RLIMIT_NOFILE, " + limit + " of " + limits.getLong(Long.BYTES) + ")");
    }

    /**
     * Lets the calling thread take all signals until the answer is closed, on the same thread: a JVM blocks SIGQUIT in its
     * threads, and whatever is started by one of them inherits that (signal(7)).
     *
     * @return puts the thread's mask back
     * @throws SystemCallException if the kernel refuses
     */
    public SignalMask unblockSignals() throws SystemCallException {
        ByteBuffer before = ByteBuffer.allocateDirect(SIGNAL_SET_BYTES);
        ByteBuffer none = ByteBuffer.allocateDirect(SIGNAL_SET_BYTES);
        SystemCalls.check(libC.sigprocmask(SIG_SETMASK, none, before), "sigprocmask(SIG_SETMASK)");
        return () -> {
            int ignored = libC.sigprocmask(SIG_SETMASK, before, none); // fails for wrong arguments only
        };
    }

    /** Puts a thread's signal mask back. */
    @FunctionalInterface
    public interface SignalMask extends AutoCloseable {
        @Override
        void close();
    }

    private ByteBuffer limits() throws SystemCallException {
        ByteBuffer limits = ByteBuffer.allocateDirect(2 * Long.BYTES).order(ByteOrder.nativeOrder());
        SystemCalls.check(libC.getrlimit(RLIMIT_NOFILE, limits), "getrlimit(RLIMIT_NOFILE)");
        return limits;
    }
}
