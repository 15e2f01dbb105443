package dev.lull.internal.linux;

import java.nio.ByteBuffer;
import java.util.Map;

/** bpf(2) itself. Safe for use by any thread. */
public final class BpfSystemCall implements BpfCall {

    /** The generic table's number (include/uapi/asm-generic/unistd.h): arm64, riscv64, loongarch64. */
    private static final long GENERIC_NUMBER = 280;

    /** The call's number where it is not the generic one (arch/…/syscall.tbl), by Java's name of the architecture. */
    private static final Map<String, Long> NUMBERS =
            Map.of("amd64", 321L, "x86_64", 321L, "ppc64le", 361L, "ppc64", 361L, "s390x", 351L);

    /** PROG_LOAD answers EAGAIN when a signal came; a profiler sends many, so not for ever (kernel/bpf/verifier.c). */
    private static final int ATTEMPTS = 20;

    private final LibC libC;
    private final long number;

    /**
     * Makes the call available.
     *
     * @param libC the C library
     */
    public BpfSystemCall(LibC libC) {
        this(libC, System.getProperty("os.arch", ""));
    }

    BpfSystemCall(LibC libC, String architecture) {
        this.libC = libC;
        this.number = number(architecture);
    }

    static long number(String architecture) {
        return NUMBERS.getOrDefault(architecture, GENERIC_NUMBER);
    }

    @Override
    public int call(BpfCommand command, ByteBuffer attributes, String object) throws SystemCallException {
        for (int attempt = 1; ; attempt++) {
            long answer = libC.syscall(number, command.number(), attributes, attributes.capacity());
            if (answer >= 0) {
                return (int) answer;
            }
            int errno = SystemCalls.lastErrno();
            boolean passing = errno == Errno.EAGAIN || errno == Errno.EINTR;
            if (!passing || attempt == ATTEMPTS) {
                throw new SystemCallException("bpf(BPF_" + command + ", " + object + ")", errno, libC.strerror(errno));
            }
        }
    }
}
