package dev.lull.uring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.Variadic;

/**
 * Forbids this thread, and those it starts, io_uring_setup(2), as the default profiles of Docker and containerd do: it
 * fails with EPERM (seccomp(2), struct sock_filter in linux/filter.h).
 */
final class SeccompFilter {

    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_SET_SECCOMP = 22;
    private static final int SECCOMP_MODE_FILTER = 2;
    private static final int IO_URING_SETUP = 425; // on every processor

    private static final short LOAD_WORD = 0x20; // BPF_LD | BPF_W | BPF_ABS; at offset 0 is the call's number
    private static final short JUMP_IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private static final short RETURN = 0x06; // BPF_RET | BPF_K
    private static final int ALLOW = 0x7fff0000;
    private static final int FAIL_WITH_EPERM = 0x00050000 | 1;

    private SeccompFilter() {}

    /** What is called of the C library. Public because jnr-ffi implements it in a class loader of its own. */
    public interface Prctl {
        /** See prctl(2). */
        @Variadic(fixedCount = 1)
        int prctl(int option, long first, Pointer second, long third, long fourth);
    }

    static void forbidIoUring() {
        Prctl c = LibraryLoader.create(Prctl.class).failImmediately().load("c");
        ByteBuffer code = ByteBuffer.allocateDirect(4 * 8).order(ByteOrder.nativeOrder());
        instruction(code, LOAD_WORD, 0, 0, 0);
        instruction(code, JUMP_IF_EQUAL, 0, 1, IO_URING_SETUP);
        instruction(code, RETURN, 0, 0, FAIL_WITH_EPERM);
        instruction(code, RETURN, 0, 0, ALLOW);
        ByteBuffer program = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder()); // struct sock_fprog
        Runtime runtime = Runtime.getSystemRuntime();
        program.putShort(0, (short) 4);
        program.putLong(8, Pointer.wrap(runtime, code.flip()).address());
        Pointer nothing = Pointer.wrap(runtime, 0L);
        check(c.prctl(PR_SET_NO_NEW_PRIVS, 1, nothing, 0, 0));
        check(c.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, Pointer.wrap(runtime, program), 0, 0));
    }

    private static void instruction(ByteBuffer code, short operation, int ifTrue, int ifFalse, int constant) {
        code.putShort(operation).put((byte) ifTrue).put((byte) ifFalse).putInt(constant);
    }

    private static void check(int answer) {
        if (answer != 0) {
            throw new IllegalStateException(
                    "prctl: errno " + Runtime.getSystemRuntime().getLastError());
        }
    }
}
