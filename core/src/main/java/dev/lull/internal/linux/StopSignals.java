package dev.lull.internal.linux;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Optional;

/**
 * Stops processes and lets them go on, by SIGSTOP, which nobody can refuse, and SIGCONT (signal(7)). Where native code
 * cannot be loaded a shell sends them. Linux only. Safe for use by any thread.
 */
public final class StopSignals {

    /** {@code SIGCONT} of include/uapi/asm-generic/signal.h, as on x86-64 and arm64. */
    private static final int SIGCONT = 18;

    /** {@code SIGSTOP} of the same file. */
    private static final int SIGSTOP = 19;

    private final Optional<ChildProcesses> calls;

    private StopSignals(Optional<ChildProcesses> calls) {
        this.calls = calls;
    }

    /**
     * Loads native code, if it can be.
     *
     * @return what sends them
     */
    public static StopSignals load() {
        try {
            return new StopSignals(Optional.of(ChildProcesses.load()));
        } catch (NativeAccessException | LinkageError e) {
            return byShell();
        }
    }

    /** Makes what needs no native code. */
    static StopSignals byShell() {
        return new StopSignals(Optional.empty());
    }

    /**
     * Stops a process. It runs no instruction of its own from the moment that it has taken notice.
     *
     * @param process nothing happens if it has ended
     * @throws IOException if this process may not; the message says so
     */
    public void stop(ProcessHandle process) throws IOException {
        send(process, SIGSTOP);
    }

    /**
     * Lets a process go on.
     *
     * @param process nothing happens if it has ended
     * @throws IOException if this process may not; the message says so
     */
    public void resume(ProcessHandle process) throws IOException {
        send(process, SIGCONT);
    }

    private void send(ProcessHandle process, int signal) throws IOException {
        if (!process.isAlive()) {
            return; // another one may have its number by now
        }
        try {
            if (calls.isPresent()) {
                calls.get().signal(process.pid(), signal);
            } else {
                sendByShell(process.pid(), signal);
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new IOException(
                        "process " + process.pid() + " cannot be sent " + (signal == SIGSTOP ? "SIGSTOP" : "SIGCONT")
                                + ": " + e.getMessage(),
                        e);
            }
        }
    }

    private static void sendByShell(long pid, int signal) throws IOException {
        Process shell = new ProcessBuilder(List.of("sh", "-c", "kill -" + signal + " " + pid))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
        try {
            if (shell.waitFor() != 0) {
                throw new IOException("kill -" + signal + " " + pid + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("kill -" + signal + " " + pid + ": interrupted", e);
        }
    }
}
