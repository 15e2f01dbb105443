package dev.lull.launcher.process;

import dev.lull.NanoClock;
import dev.lull.launcher.Console;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * COMMAND, running, with all that it started. It has ended when nothing of it is left; a command that ends with 0 but
 * leaves processes behind has put itself into the background, and those are the service then. Safe for use by any
 * thread.
 */
public final class Service implements AutoCloseable {

    /** Hears of the service's own doings, each at most once, in some thread. */
    public interface Listener {
        /** COMMAND ended with 0, but left processes behind, which are the service from now on. */
        void inBackground(int processes);

        /** It ended by itself, with COMMAND's own exit code; after another code than 0 something of it may be left. */
        void ended(int exitCode);
    }

    /** For how long what a command leaves behind may take to follow it, before it counts as being in the background. */
    private static final Duration SETTLING = Duration.ofMillis(500);

    /** SIGKILL cannot be refused; what is left after this hangs in the kernel. */
    private static final Duration AFTER_KILL = Duration.ofSeconds(10);

    private static final Duration BETWEEN_CHECKS = Duration.ofMillis(20);

    private final Process command;
    private final Children children;
    private final Duration terminationGrace;
    private final Guard guard;
    private final NanoClock clock = NanoClock.system();
    private final long startedNanos = clock.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Listener listener;
    private volatile boolean inBackground;
    private volatile boolean ending;

    private Service(Process command, Children children, Duration terminationGrace, Listener listener) {
        this.command = command;
        this.children = children;
        this.terminationGrace = terminationGrace;
        this.listener = listener;
        this.guard = new Guard(children, terminationGrace);
    }

    /**
     * Starts it with this process's own standard streams.
     *
     * @param words the program and its arguments
     * @param terminationGrace between SIGTERM and SIGKILL
     * @param children starts it
     * @param listener hears of its end
     * @throws CommandStartException if it cannot be started
     */
    public static Service start(List<String> words, Duration terminationGrace, Children children, Listener listener)
            throws CommandStartException {
        Process process;
        try {
            process = children.start(new ProcessBuilder(words).inheritIO());
        } catch (IOException e) {
            throw CommandStartException.of(words.get(0), e);
        }
        Service service = new Service(process, children, terminationGrace, listener);
        service.guard.over(List.of(process.toHandle()));
        Thread waiting = new Thread(service::waitForCommand, "lull-command");
        waiting.setDaemon(true);
        waiting.start();
        return service;
    }

    public long pid() {
        return command.pid();
    }

    public Duration age() {
        return Duration.ofNanos(clock.nanoTime() - startedNanos);
    }

    /** COMMAND's own exit code, where it has ended; 128+n if signal n ended it. */
    public int exitCode() {
        return command.exitValue();
    }

    private void waitForCommand() {
        int code;
        try {
            code = command.waitFor();
        } catch (InterruptedException e) {
            return; // by nobody: the thread is known here only
        }
        if (code == 0 && !ending && leavesBehind()) {
            List<ProcessHandle> family = family();
            inBackground = true;
            guard.over(children.orphans());
            listener.inBackground(family.size());
            childrenChanged();
        } else {
            tellEnded(code);
        }
    }

    private void tellEnded(int code) {
        if (ended.compareAndSet(false, true)) {
            listener.ended(code);
        }
    }

    private boolean leavesBehind() {
        long deadline = clock.nanoTime() + SETTLING.toNanos();
        while (!family().isEmpty()) {
            if (ending || clock.nanoTime() - deadline > 0) {
                return !ending;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(BETWEEN_CHECKS.toNanos());
        }
        return false;
    }

    /** To be called when a child may have ended. */
    public void childrenChanged() {
        children.reapOrphans();
        if (inBackground && family().isEmpty()) {
            tellEnded(0);
        }
    }

    private List<ProcessHandle> family() {
        children.reapOrphans();
        return children.family(command.toHandle());
    }

    /** Sends a signal to COMMAND, or to what it put into the background. */
    public void pass(ReceivedSignal signal) {
        if (command.isAlive()) {
            children.signal(command.toHandle(), signal);
        } else {
            children.orphans().forEach(orphan -> children.signal(orphan, signal));
        }
    }

    /**
     * Ends it: SIGTERM to COMMAND; when that has ended, to what it leaves behind; SIGKILL to all after the termination
     * grace. Does nothing if nothing is left.
     *
     * @param asked whether COMMAND was sent a signal to end already
     * @throws IOException if something outlives SIGKILL
     */
    public void end(boolean asked) throws IOException, InterruptedException {
        ending = true;
        long deadline = clock.nanoTime() + terminationGrace.toNanos();
        // Listed before their parent ends: where orphans cannot be taken in, they are init's afterwards.
        Set<ProcessHandle> left = new LinkedHashSet<>(family());
        if (!asked) {
            command.destroy();
        }
        command.waitFor(terminationGrace.toNanos(), TimeUnit.NANOSECONDS);
        endAll(left, deadline);
        guard.standDown();
    }

    private void endAll(Set<ProcessHandle> left, long deadline) throws IOException, InterruptedException {
        Set<ProcessHandle> asked = new LinkedHashSet<>();
        while (true) {
            left.addAll(family());
            left.removeIf(process -> !Children.runs(process));
            if (left.isEmpty() && !command.isAlive()) {
                return;
            }
            long late = clock.nanoTime() - deadline;
            if (late > AFTER_KILL.toNanos()) {
                throw new IOException("still alive " + AFTER_KILL.toSeconds()
                        + " s after SIGKILL, hanging in the kernel: " + pids(left));
            }
            if (late >= 0) {
                command.destroyForcibly();
                left.forEach(ProcessHandle::destroyForcibly);
            } else {
                left.stream().filter(asked::add).forEach(ProcessHandle::destroy);
            }
            command.waitFor(BETWEEN_CHECKS.toMillis(), TimeUnit.MILLISECONDS);
            if (!command.isAlive()) {
                TimeUnit.NANOSECONDS.sleep(BETWEEN_CHECKS.toNanos());
            }
        }
    }

    private String pids(Set<ProcessHandle> left) {
        List<String> pids = new ArrayList<>();
        if (command.isAlive()) {
            pids.add("process " + command.pid());
        }
        left.forEach(process -> pids.add("process " + process.pid()));
        return String.join(", ", pids);
    }

    /** Leaves nothing behind, whatever happened before. */
    @Override
    public void close() {
        try {
            end(false);
        } catch (IOException e) {
            Console.standardError().say(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            family().forEach(ProcessHandle::destroyForcibly);
            command.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
