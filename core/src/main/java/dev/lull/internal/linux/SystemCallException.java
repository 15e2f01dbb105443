package dev.lull.internal.linux;

import java.io.IOException;

/** A system call failed: which one, on what, and the kernel's answer. */
public final class SystemCallException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;

    /**
     * Makes the exception.
     *
     * @param call the call with its argument, such as {@code "bpf(BPF_LINK_CREATE)"}
     * @param errno the kernel's answer
     * @param detail what the answer means here, and what to do about it
     */
    public SystemCallException(String call, int errno, String detail) {
        super(call + ": " + Errno.name(errno) + ": " + detail);
        this.call = call;
        this.errno = errno;
    }

    /**
     * Returns the call that failed.
     *
     * @return the call with its argument
     */
    public String call() {
        return call;
    }

    /**
     * Returns the kernel's answer.
     *
     * @return one of {@link Errno}'s numbers, or another
     */
    public int errno() {
        return errno;
    }
}
