package dev.lull;

import dev.lull.internal.linux.ProcessStat;
import dev.lull.spi.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Finds a process and everything it started, as far as looks at the process table can, and ends them.
 *
 * <p>A process once found stays known after its parent has ended, when it has become init's child and can no longer be
 * told from others. A handle remembers when its process began, so another process that gets the same number is never
 * signalled, and nothing that such a one started is taken for family. Safe for use by any thread.
 */
public final class ProcessFamily {

    /** SIGKILL cannot be refused; what is left after this is stuck in the kernel. */
    private static final Duration AFTER_KILL = Duration.ofSeconds(10);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    /** How its processes are ended. All methods may be overridden. */
    public interface Ending {

        /**
         * Asks a process to end, by default with SIGTERM. Called once for each process, and for the first one before
         * all others.
         *
         * @param process has not ended
         */
        default void ask(ProcessHandle process) {
            process.destroy();
        }

        /**
         * Called once, if half the termination grace is over and not all have ended: time for a warning. Does nothing
         * unless overridden.
         *
         * @param left those that have not ended
         * @param untilKill how long from now on they are killed; above zero
         */
        default void halfTime(List<ProcessHandle> left, Duration untilKill) {}

        /**
         * Called once, if the termination grace is over and not all have ended, before these are killed. Does nothing
         * unless overridden.
         *
         * @param left those that have not ended
         */
        default void beforeKill(List<ProcessHandle> left) {}
    }

    private final ProcessHandle first;
    private final Supplier<? extends Collection<ProcessHandle>> adopted;

    /** Parents before their children. Those that have ended are forgotten, else a long life would collect them. */
    private final Set<ProcessHandle> known = new LinkedHashSet<>();

    private ProcessFamily(ProcessHandle first, Supplier<? extends Collection<ProcessHandle>> adopted) {
        this.first = Objects.requireNonNull(first, "first");
        this.adopted = Objects.requireNonNull(adopted, "adopted");
        known.add(first);
    }

    /**
     * Begins with one process; what it started is looked for from now on.
     *
     * @param first the process
     * @return the family
     * @throws NullPointerException if {@code first} is null
     */
    public static ProcessFamily of(ProcessHandle first) {
        return new ProcessFamily(first, List::of);
    }

    /**
     * Begins with one process, in a program that takes in orphans (PR_SET_CHILD_SUBREAPER(2const)).
     *
     * @param first the process
     * @param adopted lists those that were taken in and belong to the family; asked at each look, which is the time to
     *     reap those that have ended
     * @return the family
     * @throws NullPointerException if an argument is null
     */
    public static ProcessFamily of(ProcessHandle first, Supplier<? extends Collection<ProcessHandle>> adopted) {
        return new ProcessFamily(first, adopted);
    }

    /**
     * Looks at the process table.
     *
     * @return those that have not ended, as far as this look and those before found them; parents before their children,
     *     and so the first process first unless it has ended
     */
    public synchronized List<ProcessHandle> members() {
        known.addAll(adopted.get());
        known.removeIf(ProcessFamily::isGone);
        Set<ProcessHandle> found = new LinkedHashSet<>();
        for (ProcessHandle each : known) {
            if (!found.contains(each)) { // else its descendants are among those of its ancestor
                found.addAll(descendants(each));
            }
        }
        known.addAll(found);
        return known.stream().filter(each -> !hasEnded(each)).toList();
    }

    private static List<ProcessHandle> descendants(ProcessHandle process) {
        if (!process.isAlive()) {
            return List.of();
        }
        List<ProcessHandle> descendants = process.descendants().toList();
        // The JVM goes by the number alone. Still alive: then nobody else had its number when the table was read.
        return process.isAlive() ? descendants : List.of();
    }

    private static boolean isGone(ProcessHandle process) {
        return !process.isAlive();
    }

    /**
     * Tells whether a process has ended. A zombie has: it runs no more, and whether its number is freed is its parent's
     * business. In a container whose first process waits for nobody, that never happens.
     */
    static boolean hasEnded(ProcessHandle process) {
        return !process.isAlive()
                || ProcessStat.of(process.pid()).filter(ProcessStat::hasEnded).isPresent();
    }

    /**
     * Asks the first process to end; when that has ended, each one that it left behind; kills all that have not ended
     * within the grace; and waits for the end of all.
     *
     * <p>The first process alone is asked first, because ending its children is its own business. What they start is
     * looked for again and again until the end, so that a child started meanwhile is found too; only one that is started,
     * and whose parent ends, between two looks can escape, unless orphans are taken in.
     *
     * @param terminationGrace how long all of them have together from the first signal to SIGKILL; zero or more
     * @param ending asks them
     * @return true if one had to be killed
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if {@code terminationGrace} is negative
     * @throws IOException if something outlives even SIGKILL by 10 seconds
     * @throws InterruptedException if the thread is interrupted; those that were not asked by then are not
     */
    public boolean end(Duration terminationGrace, Ending ending) throws IOException, InterruptedException {
        Objects.requireNonNull(ending, "ending");
        long graceNanos = Durations.requireNotNegative(terminationGrace, "terminationGrace")
                .toNanos();
        long beganNanos = System.nanoTime();
        members(); // before the first one ends, and takes the knowledge of its children with it
        Set<ProcessHandle> asked = new HashSet<>();
        if (!hasEnded(first) && asked.add(first)) {
            ending.ask(first);
        }
        BooleanSupplier allEnded = () -> {
            List<ProcessHandle> members = members();
            return hasEnded(first) && askToEnd(members, asked, ending);
        };
        if (lookUntil(beganNanos + graceNanos / 2, allEnded)) {
            return false;
        }
        List<ProcessHandle> left = members();
        if (graceNanos > 1 && !left.isEmpty()) {
            ending.halfTime(left, Duration.ofNanos(graceNanos - graceNanos / 2));
        }
        return !lookUntil(beganNanos + graceNanos, allEnded) && kill(ending);
    }

    /** Asks each one once, those too that were found late. */
    private static boolean askToEnd(List<ProcessHandle> members, Set<ProcessHandle> asked, Ending ending) {
        members.stream().filter(asked::add).forEach(ending::ask);
        return members.isEmpty();
    }

    private boolean kill(Ending ending) throws IOException, InterruptedException {
        List<ProcessHandle> left = members();
        if (left.isEmpty()) {
            return false;
        }
        ending.beforeKill(left);
        boolean ended = lookUntil(System.nanoTime() + AFTER_KILL.toNanos(), () -> {
            List<ProcessHandle> members = members();
            members.forEach(ProcessHandle::destroyForcibly);
            return members.isEmpty();
        });
        if (!ended) {
            throw new IOException("of process " + first.pid() + " and what it started, " + numbers(members())
                    + " are still alive " + AFTER_KILL.toSeconds()
                    + " s after SIGKILL; they hang in the kernel, or belong to another user");
        }
        return true;
    }

    private static List<Long> numbers(List<ProcessHandle> processes) {
        return new ArrayList<>(processes.stream().map(ProcessHandle::pid).toList());
    }

    /** Nobody tells of the end of a process that is not one's own child, nor of a new one: so it asks, ever less often. */
    private static boolean lookUntil(long deadlineNanos, BooleanSupplier condition) throws InterruptedException {
        Pause pause = new SemaphorePause();
        long pauseNanos = FIRST_PAUSE.toNanos();
        while (!condition.getAsBoolean()) {
            long leftNanos = deadlineNanos - System.nanoTime();
            if (leftNanos <= 0) {
                return false;
            }
            pause.sleep(Math.min(pauseNanos, leftNanos));
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE.toNanos());
        }
        return true;
    }

    @Override
    public String toString() {
        return "process " + first.pid() + " and what it started";
    }
}
