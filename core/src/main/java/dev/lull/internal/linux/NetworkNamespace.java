package dev.lull.internal.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Another process's network namespace (network_namespaces(7)). */
public final class NetworkNamespace {

    private static final int O_RDONLY = 0; // include/uapi/asm-generic/fcntl.h
    private static final int CLONE_NEWNET = 0x40000000; // include/uapi/linux/sched.h

    private NetworkNamespace() {}

    /**
     * Opens something inside a network namespace, on a thread of its own that enters the namespace and ends afterwards:
     * a socket stays in the namespace that it was made in, and no other thread of this process leaves its own.
     *
     * @param libC the C library
     * @param namespace the namespace's file, such as {@code /proc/1234/ns/net}
     * @param opening makes what is wanted
     * @param <T> what is wanted
     * @return what {@code opening} returned
     * @throws IOException if the namespace cannot be entered (setns(2) wants CAP_SYS_ADMIN), or from {@code opening}
     */
    public static <T> T inside(LibC libC, Path namespace, Callable<T> opening) throws IOException {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter(libC, namespace);
            return opening.call();
        });
        Thread thread = new Thread(task, "lull-network-namespace");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    T made = task.get();
                    thread.join();
                    return made;
                } catch (InterruptedException e) {
                    interrupted = true; // the calls are short, and what is made must not be lost
                }
            }
        } catch (ExecutionException e) {
            throw failure(namespace, e.getCause() == null ? e : e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException failure(Path namespace, Throwable cause) {
        return cause instanceof IOException io ? io : new IOException(namespace + ": " + cause, cause);
    }

    private static void enter(LibC libC, Path namespace) throws SystemCallException {
        int number = SystemCalls.check(
                libC.open(namespace.toString(), O_RDONLY | DescriptorFlags.CLOEXEC), "open(" + namespace + ")");
        try (OwnedDescriptor descriptor = new OwnedDescriptor(libC, number, namespace.toString())) {
            SystemCalls.check(libC.setns(descriptor.number(), CLONE_NEWNET), "setns(" + namespace + ")");
        }
    }
}
