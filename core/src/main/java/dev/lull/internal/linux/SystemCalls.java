package dev.lull.internal.linux;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/**
 * Loads the C library on first use, and checks what its functions answer. Safe for use by any thread.
 *
 * <p>Loading takes a quarter to half a second and can fail for reasons that are not ours (a noexec temporary directory,
 * native access denied, musl), so nobody loads it before it is needed, and {@link #load()} answers with one exception.
 */
public final class SystemCalls {

    private static final Object LOCK = new Object();
    private static volatile @Nullable LibC libC;
    private static @Nullable String failure;

    private SystemCalls() {}

    /**
     * Returns the C library.
     *
     * @return its functions
     * @throws NativeAccessException if it cannot be loaded in this process; the same answer from then on
     */
    public static LibC load() throws NativeAccessException {
        LibC loaded = libC;
        return loaded != null ? loaded : loadOnce();
    }

    private static LibC loadOnce() throws NativeAccessException {
        synchronized (LOCK) {
            if (libC != null) {
                return libC;
            }
            if (failure != null) {
                throw new NativeAccessException(failure);
            }
            try {
                // Without failImmediately jnr-ffi answers with an object whose every function throws the LinkageError.
                LibC loaded = LibraryLoader.create(LibC.class).failImmediately().load("c");
                libC = loaded;
                return loaded;
            } catch (LinkageError | RuntimeException e) {
                failure = NativeAccessException.reason(e);
                throw new NativeAccessException(failure);
            }
        }
    }

    /**
     * Returns the error number of this thread's latest call.
     *
     * @return one of {@link Errno}'s numbers
     */
    public static int lastErrno() {
        return Runtime.getSystemRuntime().getLastError();
    }

    /**
     * Checks a call's answer.
     *
     * @param answer what the function returned; below zero means that it failed
     * @param call the call with its argument, for the message
     * @return the answer
     * @throws SystemCallException if it failed, with what strerror(3) says
     */
    public static long check(long answer, String call) throws SystemCallException {
        if (answer < 0) {
            throw failed(call);
        }
        return answer;
    }

    /**
     * Checks a call's answer.
     *
     * @param answer what the function returned; below zero means that it failed
     * @param call the call with its argument, for the message
     * @return the answer
     * @throws SystemCallException if it failed, with what strerror(3) says
     */
    public static int check(int answer, String call) throws SystemCallException {
        return (int) check((long) answer, call);
    }

    /**
     * Makes the exception for this thread's latest call.
     *
     * @param call the call with its argument
     * @return the exception, with what strerror(3) says
     */
    public static SystemCallException failed(String call) {
        return failed(call, lastErrno());
    }

    /**
     * Makes the exception for a failure that came in a message, such as netlink's.
     *
     * @param call the call with its argument
     * @param errno the kernel's answer
     * @return the exception, with what strerror(3) says
     */
    public static SystemCallException failed(String call, int errno) {
        LibC loaded = libC;
        return new SystemCallException(call, errno, loaded == null ? "failed" : loaded.strerror(errno));
    }
}
