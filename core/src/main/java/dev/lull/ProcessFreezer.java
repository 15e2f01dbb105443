package dev.lull;

import dev.lull.internal.linux.ProcessCgroup;
import dev.lull.internal.linux.ProcessStat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Freezes a process and everything it started, and thaws them: frozen they use no processor, and keep memory, files and
 * sockets. Whoever connects to one of them meanwhile is let in by the kernel, and answered after the thaw. Linux only.
 *
 * <p>Where a cgroup of version 2 can be made for the family, that is frozen. Then what it starts is included from its birth
 * on, and nobody of it is told. Where none can be made, and for those of the family that left the cgroup, each process is
 * stopped by SIGSTOP: the first one first, then its descendants, until a look finds nobody who runs. Those notice that,
 * as signal(7) has it, and one that somebody else had stopped already stays so after the thaw.
 *
 * <p>Make it at once when the first process was started:
 *
 * <pre>{@code
 * Process process = new ProcessBuilder("postgres", "-D", "/data").start();
 * try (ProcessFreezer freezer = ProcessFreezer.of(ProcessFamily.of(process.toHandle()))) {
 *     freezer.freeze();
 *     // ...
 *     freezer.thaw();
 * }
 * }</pre>
 *
 * <p>If this program is killed in between, what is frozen stays so, unless somebody whom the {@link Listener} left word
 * thaws it. Safe for use by any thread.
 */
public final class ProcessFreezer implements AutoCloseable {

    /** A cgroup is frozen within milliseconds, and each look at the process table takes a few: the rest is for what hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long BETWEEN_LOOKS_MILLIS = 1;

    /** Moving what was forked before a process was moved: two looks are usual. */
    private static final int LOOKS_AT_THE_START = 10;

    /**
     * Hears what somebody else needs to know to thaw in this program's place. Called while the freezer is locked, so
     * that it must not wait, nor throw. All methods do nothing unless overridden.
     */
    public interface Listener {

        /**
         * A process is about to be stopped by SIGSTOP.
         *
         * @param process needs a SIGCONT from now on
         */
        default void stopping(ProcessHandle process) {}

        /** All those that were stopped by SIGSTOP go on. */
        default void thawed() {}
    }

    private final ProcessFamily family;
    private final Optional<ProcessCgroup> cgroup;
    private final String way;
    private final StoppedProcesses stopped;
    private boolean frozen;
    private boolean freezing;
    private boolean calledOff;
    private boolean closed;

    private ProcessFreezer(ProcessFamily family, Optional<ProcessCgroup> cgroup, String way, Listener listener) {
        this.family = family;
        this.cgroup = cgroup;
        this.way = way;
        this.stopped = new StoppedProcesses(listener);
    }

    /**
     * Makes one, and a cgroup for the family, if that can be; freezes nobody yet.
     *
     * @param family its processes
     * @return the freezer, to be closed by the caller
     * @throws NullPointerException if {@code family} is null
     */
    public static ProcessFreezer of(ProcessFamily family) {
        return of(family, new Listener() {});
    }

    /**
     * Makes one that leaves word of what it stops.
     *
     * @param family its processes
     * @param listener hears of those that are stopped one by one
     * @return the freezer, to be closed by the caller
     * @throws NullPointerException if an argument is null
     */
    public static ProcessFreezer of(ProcessFamily family, Listener listener) {
        Objects.requireNonNull(family, "family");
        Objects.requireNonNull(listener, "listener");
        try {
            ProcessCgroup cgroup = ProcessCgroup.make();
            try {
                takeIn(family, cgroup);
                return new ProcessFreezer(
                        family, Optional.of(cgroup), "by the freezer of the cgroup " + cgroup, listener);
            } catch (IOException e) {
                cgroup.remove();
                throw e;
            }
        } catch (IOException e) {
            return bySignals(family, String.valueOf(e.getMessage()), listener);
        }
    }

    /** Makes one that stops each process. */
    static ProcessFreezer bySignals(ProcessFamily family, String whyNoCgroup, Listener listener) {
        return new ProcessFreezer(family, Optional.empty(), "by SIGSTOP, because " + whyNoCgroup, listener);
    }

    /** Until a look finds nobody outside: what is born inside stays inside. */
    private static void takeIn(ProcessFamily family, ProcessCgroup cgroup) throws IOException {
        for (int look = 0; look < LOOKS_AT_THE_START; look++) {
            List<ProcessHandle> outside = outside(family, cgroup);
            if (outside.isEmpty()) {
                return;
            }
            for (ProcessHandle process : outside) {
                cgroup.add(process.pid());
            }
        }
    }

    /** The look at the family comes first: whoever it finds is in the cgroup by the second one, if at all. */
    private static List<ProcessHandle> outside(ProcessFamily family, ProcessCgroup cgroup) {
        List<ProcessHandle> members = family.members();
        Set<Long> inside = cgroup.processes();
        return members.stream().filter(each -> !inside.contains(each.pid())).toList();
    }

    /**
     * Freezes them, and waits until they are. Does nothing if they are already. If it fails they are thawed again.
     *
     * @return true if they are frozen; false if {@link #thaw()} or {@link #close()} was called meanwhile, or the freezer
     *     was closed before
     * @throws IOException if some cannot be stopped, or do not stand still within 5 s, or this is not Linux
     * @throws InterruptedException if the thread is interrupted
     */
    public synchronized boolean freeze() throws IOException, InterruptedException {
        while (freezing) {
            wait();
        }
        if (frozen || closed) {
            return frozen;
        }
        freezing = true;
        calledOff = false;
        try {
            frozen = freezeAll();
        } finally {
            freezing = false;
            notifyAll();
            if (!frozen) {
                thawAll();
            }
        }
        return frozen;
    }

    private boolean freezeAll() throws IOException, InterruptedException {
        if (!ProcessStat.isReadable()) {
            throw new IOException(
                    family + " cannot be frozen: that takes Linux, and a /proc that tells who stands still");
        }
        if (cgroup.isPresent()) {
            cgroup.get().freeze();
        }
        boolean still = allStandStill();
        long beganNanos = System.nanoTime(); // not before: the first look may have to load native code
        while (!still) {
            if (System.nanoTime() - beganNanos > PATIENCE.toNanos()) {
                throw new IOException(family + " could not be frozen within " + PATIENCE.toSeconds() + " s " + way
                        + ": some of it hang in the kernel, or start others too fast");
            }
            wait(BETWEEN_LOOKS_MILLIS); // which lets a thaw in
            if (calledOff) {
                return false;
            }
            still = allStandStill();
        }
        return true;
    }

    private boolean allStandStill() throws IOException {
        if (cgroup.isEmpty()) {
            return stopped.stop(family.members());
        }
        return cgroup.get().isFrozen() && stopped.stop(outside(family, cgroup.get()));
    }

    /**
     * Lets them go on, and calls off a {@link #freeze()} under way. Changes nothing if they are not frozen.
     *
     * @throws IOException if some cannot be thawed; it may be tried again
     */
    public synchronized void thaw() throws IOException {
        calledOff = true;
        thawAll(); // whatever went before, such as a thaw that failed
        frozen = false;
    }

    private void thawAll() throws IOException {
        try {
            stopped.resumeAll();
        } finally {
            if (cgroup.isPresent()) {
                cgroup.get().thaw();
            }
        }
    }

    /**
     * Tells whether they are frozen.
     *
     * @return true from the end of {@link #freeze()} to the beginning of the thaw
     */
    public synchronized boolean isFrozen() {
        return frozen;
    }

    /**
     * Returns the cgroup that was made for them, which somebody else can thaw by writing {@code 0} to its {@code
     * cgroup.freeze}.
     *
     * @return its directory; empty if none could be made
     */
    public Optional<Path> cgroup() {
        return cgroup.map(ProcessCgroup::directory);
    }

    /**
     * Says how they are frozen.
     *
     * @return the end of a sentence, such as {@code "by SIGSTOP, because …"}, with the reason why it is not another way
     */
    public String way() {
        return way;
    }

    /**
     * Thaws them for good, and removes the cgroup: who is in it goes back to that of this program. Does nothing more
     * if it was closed before, except that it tries to remove what it could not remove then.
     *
     * @throws IOException if some cannot be thawed
     */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        try {
            thaw();
        } finally {
            cgroup.ifPresent(ProcessCgroup::remove);
        }
    }

    @Override
    public String toString() {
        return family + ", frozen " + way;
    }
}
