package dev.lull.internal.linux;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits, with membarrier(2), for what the kernel is doing at this moment on the other processors: its
 * {@code MEMBARRIER_CMD_GLOBAL} waits for an RCU grace period (kernel/sched/membarrier.c: {@code synchronize_rcu}), which
 * ends no sooner than the packets under way are done with. With one processor it does nothing, and there is none under
 * way while this thread runs.
 */
public final class Membarrier {

    private static final Logger LOG = System.getLogger(Membarrier.class.getName());

    /** MEMBARRIER_CMD_GLOBAL, include/uapi/linux/membarrier.h. */
    private static final int GLOBAL = 1;

    /**
     * The call's number (arch/…/syscall.tbl, and include/uapi/asm-generic/unistd.h for the last three), by Java's name of
     * the architecture. Elsewhere the number may be another call's, so there is none.
     */
    private static final Map<String, Long> NUMBERS = Map.of(
            "amd64", 324L,
            "x86_64", 324L,
            "ppc64le", 365L,
            "ppc64", 365L,
            "s390x", 356L,
            "aarch64", 283L,
            "riscv64", 283L,
            "loongarch64", 283L);

    /**
     * How long to wait where the call is refused. A packet's way through TCP takes microseconds; the rest is for a
     * processor that its hypervisor has taken away meanwhile.
     */
    static final long SUBSTITUTE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private Membarrier() {}

    /**
     * Waits until every processor has finished with the packet that it was working on when this was called: one that a
     * filter had just let pass then is a handshake in progress by now, or a connection. Where the call is refused (seccomp,
     * or a kernel with {@code nohz_full}, which gives EINVAL) this waits a tenth of a second instead, which is no promise,
     * but long.
     *
     * @param libC the C library
     */
    public static void awaitPacketsInProgress(LibC libC) {
        OptionalLong number = number(System.getProperty("os.arch", ""));
        if (number.isEmpty()) {
            waitInstead();
        } else if (libC.syscall(number.getAsLong(), GLOBAL, 0, 0) != 0) {
            LOG.log(
                    Level.DEBUG,
                    "membarrier(MEMBARRIER_CMD_GLOBAL): {0}; waiting instead",
                    Errno.name(SystemCalls.lastErrno()));
            waitInstead();
        }
    }

    static OptionalLong number(String architecture) {
        Long number = NUMBERS.get(architecture);
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private static void waitInstead() {
        long since = System.nanoTime();
        boolean interrupted = false;
        for (long left = SUBSTITUTE_NANOS; left > 0; left = SUBSTITUTE_NANOS - (System.nanoTime() - since)) {
            LockSupport.parkNanos(left);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
