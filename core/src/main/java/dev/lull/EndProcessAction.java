package dev.lull;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * SIGTERM, a grace, SIGKILL: for a process and for what it leaves behind.
 *
 * <p>The process alone gets the first SIGTERM, because ending its children is its own business. What it started is
 * looked for again and again until then, so that a child started meanwhile is found too; only one that is started, and
 * whose parent ends, between two looks can escape.
 */
final class EndProcessAction implements ShutdownAction {

    /** SIGKILL cannot be refused; what is left after this is stuck in the kernel. */
    private static final Duration AFTER_KILL = Duration.ofSeconds(10);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private final ProcessHandle process;
    private final Duration terminationGrace;

    EndProcessAction(ProcessHandle process, Duration terminationGrace) {
        this.process = Objects.requireNonNull(process, "process");
        this.terminationGrace = Durations.requireNotNegative(terminationGrace, "terminationGrace");
    }

    @Override
    public void shutDown(Verdict.ShutDown verdict) throws IOException, InterruptedException {
        ProcessTree tree = new ProcessTree(process);
        tree.look();
        long deadlineNanos = System.nanoTime() + terminationGrace.toNanos();
        process.destroy();
        if (lookUntil(deadlineNanos, tree, tree::rootHasEnded)) {
            Set<ProcessHandle> asked = new HashSet<>();
            lookUntil(deadlineNanos, tree, () -> askToEnd(tree.alive(), asked));
        }
        kill(tree);
    }

    /** Asks each one once, those too that were found late. */
    private static boolean askToEnd(List<ProcessHandle> alive, Set<ProcessHandle> asked) {
        alive.stream().filter(asked::add).forEach(ProcessHandle::destroy);
        return alive.isEmpty();
    }

    private void kill(ProcessTree tree) throws IOException, InterruptedException {
        tree.look();
        long deadlineNanos = System.nanoTime() + AFTER_KILL.toNanos();
        boolean ended = lookUntil(deadlineNanos, tree, () -> {
            List<ProcessHandle> alive = tree.alive();
            alive.forEach(ProcessHandle::destroyForcibly);
            return alive.isEmpty();
        });
        if (!ended) {
            throw new IOException("of process " + process.pid() + " and what it started, "
                    + tree.alive().stream().map(ProcessHandle::pid).toList() + " are still alive "
                    + AFTER_KILL.toSeconds() + " s after SIGKILL; they hang in the kernel, or belong to another user");
        }
    }

    /** Nobody tells of the end of a process that is not one's own child, nor of a new one: so it asks, ever less often. */
    private static boolean lookUntil(long deadlineNanos, ProcessTree tree, BooleanSupplier condition)
            throws InterruptedException {
        Pause pause = new SemaphorePause();
        long pauseNanos = FIRST_PAUSE.toNanos();
        while (!condition.getAsBoolean()) {
            long leftNanos = deadlineNanos - System.nanoTime();
            if (leftNanos <= 0) {
                return false;
            }
            pause.sleep(Math.min(pauseNanos, leftNanos));
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE.toNanos());
            tree.look();
        }
        return true;
    }

    @Override
    public String toString() {
        return "end process " + process.pid();
    }
}
