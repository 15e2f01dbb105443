package dev.lull.launcher.process;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Orphans that this process took in and that belong to none of its COMMANDs, such as what a chore has left behind. */
public final class StrayProcesses {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    /** SIGKILL cannot be refused; what is left after this is stuck in the kernel. */
    private static final Duration AFTER_KILL = Duration.ofSeconds(2);

    private StrayProcesses() {}

    /**
     * Ends them, and those of theirs that become orphans thereby. To be called when all COMMANDs have ended.
     *
     * @param parent took them in
     * @param grace how long they have from SIGTERM to SIGKILL
     */
    public static void end(ParentProcess parent, Duration grace) {
        if (!await(parent, grace, each -> parent.signal(each, UnixSignal.TERM))
                && !await(parent, AFTER_KILL, ProcessHandle::destroyForcibly)) {
            System.getLogger(StrayProcesses.class.getName())
                    .log(Level.WARNING, "still alive after SIGKILL: processes " + pids(left(parent)));
        }
    }

    private static boolean await(ParentProcess parent, Duration most, Consumer<ProcessHandle> ask) {
        Set<ProcessHandle> asked = new HashSet<>();
        long endNanos = System.nanoTime() + most.toNanos();
        List<ProcessHandle> left = left(parent);
        while (!left.isEmpty() && endNanos - System.nanoTime() > 0) {
            left.stream().filter(asked::add).forEach(ask);
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            left = left(parent);
        }
        return left.isEmpty();
    }

    private static List<ProcessHandle> left(ParentProcess parent) {
        parent.reapOrphans();
        return parent.orphans();
    }

    private static List<Long> pids(List<ProcessHandle> processes) {
        return processes.stream().map(ProcessHandle::pid).toList();
    }
}
