package dev.lull.contract;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.Variadic;

/**
 * Forbids this thread, and those it starts, a system call for ever (seccomp(2), struct sock_filter in linux/filter.h):
 * for tests in a process of their own.
 */
public final class SeccompFilter {

    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_SET_SECCOMP = 22;
    private static final int SECCOMP_MODE_FILTER = 2;
    private static final int IO_URING_SETUP = 425; // on every processor
    private static final int SOCKET = System.getProperty("os.arch", "").equals("aarch64") ? 198 : 41;
    private static final int AF_NETLINK = 16;
    private static final int EPERM = 1;
    private static final int EAFNOSUPPORT = 97;

    private static final short LOAD_WORD = 0x20; // BPF_LD | BPF_W | BPF_ABS, of struct seccomp_data
    private static final int CALL_NUMBER = 0;
    private static final int FIRST_ARGUMENT = 16; // its lower half, on a little-endian processor
    private static final short JUMP_IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private static final short RETURN = 0x06; // BPF_RET | BPF_K
    private static final int ALLOW = 0x7fff0000;
    private static final int FAIL_WITH = 0x00050000;

    private static final int INSTRUCTION_BYTES = 8;

    private final ByteBuffer code =
            ByteBuffer.allocateDirect(16 * INSTRUCTION_BYTES).order(ByteOrder.nativeOrder());

    private SeccompFilter() {}

    /** What is called of the C library. Public because jnr-ffi implements it in a class loader of its own. */
    public interface Prctl {
        /** See prctl(2). */
        @Variadic(fixedCount = 1)
        int prctl(int option, long first, Pointer second, long third, long fourth);
    }

    /** Makes io_uring_setup(2) fail with EPERM, as the default profiles of Docker and containerd do. */
    public static void forbidIoUring() {
        SeccompFilter filter = new SeccompFilter();
        filter.instruction(LOAD_WORD, 0, 0, CALL_NUMBER);
        filter.instruction(JUMP_IF_EQUAL, 0, 1, IO_URING_SETUP);
        filter.instruction(RETURN, 0, 0, FAIL_WITH | EPERM);
        filter.instruction(RETURN, 0, 0, ALLOW);
        filter.install();
    }

    /** Makes socket(2) of AF_NETLINK fail with EAFNOSUPPORT, as systemd's RestrictAddressFamilies= does. */
    public static void forbidNetlink() {
        SeccompFilter filter = new SeccompFilter();
        filter.instruction(LOAD_WORD, 0, 0, CALL_NUMBER);
        filter.instruction(JUMP_IF_EQUAL, 0, 3, SOCKET);
        filter.instruction(LOAD_WORD, 0, 0, FIRST_ARGUMENT);
        filter.instruction(JUMP_IF_EQUAL, 0, 1, AF_NETLINK);
        filter.instruction(RETURN, 0, 0, FAIL_WITH | EAFNOSUPPORT);
        filter.instruction(RETURN, 0, 0, ALLOW);
        filter.install();
    }

    private void instruction(short operation, int ifTrue, int ifFalse, int constant) {
        code.putShort(operation).put((byte) ifTrue).put((byte) ifFalse).putInt(constant);
    }

    private void install() {
        Prctl c = LibraryLoader.create(Prctl.class).failImmediately().load("c");
        ByteBuffer program = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder()); // struct sock_fprog
        Runtime runtime = Runtime.getSystemRuntime();
        program.putShort(0, (short) (code.flip().limit() / INSTRUCTION_BYTES));
        program.putLong(8, Pointer.wrap(runtime, code).address());
        Pointer nothing = Pointer.wrap(runtime, 0L);
        check(c.prctl(PR_SET_NO_NEW_PRIVS, 1, nothing, 0, 0));
        check(c.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, Pointer.wrap(runtime, program), 0, 0));
    }

    private static void check(int answer) {
        if (answer != 0) {
            throw new IllegalStateException(
                    "prctl: errno " + Runtime.getSystemRuntime().getLastError());
        }
    }
}
