package dev.lull.internal.linux;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits, with membarrier(2), for what the kernel is doing at this moment. Its {@code MEMBARRIER_CMD_GLOBAL} is the one
 * system call that promises an RCU grace period (kernel/sched/membarrier.c: {@code synchronize_rcu}).
 */
public final class Membarrier {

    private static final Logger LOG = System.getLogger(Membarrier.class.getName());

    /** MEMBARRIER_CMD_GLOBAL, include/uapi/linux/membarrier.h. */
    private static final int GLOBAL = 1;

    /** The generic table's number (include/uapi/asm-generic/unistd.h): arm64, riscv64, loongarch64. */
    private static final long GENERIC_NUMBER = 283;

    /** The call's number where it is not the generic one (arch/…/syscall.tbl), by Java's name of the architecture. */
    private static final Map<String, Long> NUMBERS =
            Map.of("amd64", 324L, "x86_64", 324L, "ppc64le", 365L, "ppc64", 365L, "s390x", 356L);

    /**
     * How long to wait where the call is refused. A packet's way through TCP takes microseconds; a processor that is kept
     * from it, by interrupts or by its hypervisor, has ten times and more of a scheduler's time slice to come back.
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
        long answer = libC.syscall(number(System.getProperty("os.arch", "")), GLOBAL, 0, 0);
        if (answer != 0) {
            LOG.log(
                    Level.DEBUG,
                    "membarrier(MEMBARRIER_CMD_GLOBAL): {0}; waiting instead",
                    Errno.name(SystemCalls.lastErrno()));
            waitInstead();
        }
    }

    static long number(String architecture) {
        return NUMBERS.getOrDefault(architecture, GENERIC_NUMBER);
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
