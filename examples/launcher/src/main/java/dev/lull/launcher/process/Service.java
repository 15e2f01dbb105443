package dev.lull.launcher.process;

import dev.lull.NanoClock;
import dev.lull.ProcessFamily;
import dev.lull.launcher.console.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

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

        /** It was asked to end half the termination grace ago and has not; SIGKILL follows when the other half is over. */
        void endsSlowly(Duration untilKill);

        /** It ended by itself, with COMMAND's own exit code; after another code than 0 something of it may be left. */
        void ended(int exitCode);
    }

    /** For how long what a command leaves behind may take to follow it, before it counts as being in the background. */
    private static final Duration SETTLING = Duration.ofMillis(500);

    /** As long as {@link ProcessFamily} waits, of which COMMAND is the first, for what hangs in the kernel. */
    private static final Duration AFTER_KILL = Duration.ofSeconds(10);

    private static final Duration BETWEEN_CHECKS = Duration.ofMillis(20);

    private final Process command;
    private final ParentProcess parent;
    private final ServiceProcesses processes;
    private final ProcessFamily family;
    private final Termination termination;
    private final Guard guard;
    private final Freezing freezing;
    private final NanoClock clock = NanoClock.system();
    private final long startedNanos = clock.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Listener listener;
    private volatile boolean inBackground;
    private volatile boolean ending;

    private Service(
            Process command,
            Optional<String> name,
            Guard guard,
            boolean freezable,
            ParentProcess parent,
            Termination termination,
            Listener listener) {
        this.command = command;
        this.parent = parent;
        this.processes = new ServiceProcesses(parent, command.toHandle(), name);
        this.family = processes.family();
        this.termination = termination;
        this.listener = listener;
        this.guard = guard;
        guard.over(List.of(command.toHandle())); // before all else: from now on nothing is left behind
        this.freezing = freezable ? Freezing.of(family, guard) : Freezing.never();
    }

    /**
     * Starts it with this process's own standard streams.
     *
     * @param settings what it is
     * @param freezable whether it can be frozen: then it is put into a cgroup of its own, where one can be made
     * @param termination how it is ended
     * @param parent starts it
     * @param guard ends it if Lull is killed; stands by, over nobody, once it has ended
     * @param listener hears of its end
     * @throws CommandStartException if it cannot be started
     */
    public static Service start(
            CommandSettings settings,
            boolean freezable,
            Termination termination,
            ParentProcess parent,
            Guard guard,
            Listener listener)
            throws CommandStartException {
        ProcessBuilder builder = settings.builder();
        guard.begin();
        Process command;
        try {
            command = parent.startCommand(builder);
        } catch (IOException e) {
            guard.standBy();
            throw CommandStartException.of(settings.words().get(0), e);
        }
        Service service = new Service(command, settings.service(), guard, freezable, parent, termination, listener);
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
            int left = leftBehind().size();
            inBackground = true;
            guard.over(processes.orphans());
            listener.inBackground(left);
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
        while (!leftBehind().isEmpty()) {
            if (ending || clock.nanoTime() - deadline > 0) {
                return !ending;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(BETWEEN_CHECKS.toNanos());
        }
        return false;
    }

    /** To be called when a child may have ended. */
    public void childrenChanged() {
        parent.reapOrphans();
        if (inBackground && leftBehind().isEmpty()) {
            tellEnded(0);
        }
    }

    /** Lists what is left of COMMAND's family without COMMAND itself. */
    private List<ProcessHandle> leftBehind() {
        return family.members().stream()
                .filter(member -> !member.equals(command.toHandle()))
                .toList();
    }

    /**
     * Freezes it with all that it started, until it is thawed.
     *
     * @return true if it is frozen; false if it was thawed meanwhile, or is about to end
     * @throws IOException if it cannot be frozen; it runs on then
     * @throws IllegalStateException if it was not started to be frozen
     */
    public boolean freeze() throws IOException, InterruptedException {
        return freezing.freeze();
    }

    /**
     * Thaws it. Does nothing if it is not frozen.
     *
     * @throws IOException if something of it cannot be thawed
     */
    public void thaw() throws IOException {
        freezing.thaw();
    }

    /** Tells whether it is frozen. */
    public boolean isFrozen() {
        return freezing.isFrozen();
    }

    /** Says as the end of a sentence how it is frozen, and why not in a better way. */
    public String wayOfFreezing() {
        return freezing.way();
    }

    /** Sends a signal to COMMAND, or to what it put into the background; thaws it for that. */
    public void pass(UnixSignal signal) {
        freezing.thawForSignal();
        if (command.isAlive()) {
            parent.signal(command.toHandle(), signal);
        } else {
            processes.orphans().forEach(orphan -> parent.signal(orphan, signal));
        }
    }

    /** Lists those of its processes that are certain to end with Lull, however that ends: what the guard is over. */
    public List<Long> guardedProcesses() {
        return roots().stream()
                .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .map(ProcessHandle::pid)
                .toList();
    }

    /** Lists those of them that no other one started, which takes no look at the machine's processes. */
    public List<Long> guardedRoots() {
        return roots().stream().map(ProcessHandle::pid).toList();
    }

    private List<ProcessHandle> roots() {
        return inBackground ? processes.orphans() : List.of(command.toHandle());
    }

    private List<Long> members() {
        return family.members().stream().map(ProcessHandle::pid).toList();
    }

    /** Says as the end of a sentence where it listens; empty if nowhere, as far as can be seen. */
    public String whereItListens() {
        return new ListeningSockets(Path.of("/proc")).of(members());
    }

    /**
     * Thaws and ends it: its stop signal to COMMAND, or to what that put into the background; SIGTERM to what COMMAND leaves
     * behind when it has ended; SIGKILL to all after the termination grace. Does nothing if nothing is left.
     *
     * @param asked whether COMMAND was sent a signal to end already
     * @return true if something did not end within the grace and was killed
     * @throws IOException if something outlives SIGKILL
     */
    public boolean end(boolean asked) throws IOException, InterruptedException {
        ending = true;
        freezing.end();
        boolean killed = family.end(termination.grace(), new ProcessFamily.Ending() {
            @Override
            public void ask(ProcessHandle process) {
                boolean isCommand = process.equals(command.toHandle());
                boolean standsForIt = inBackground && processes.orphans().contains(process);
                if (!asked || !isCommand) {
                    parent.signal(process, isCommand || standsForIt ? termination.signal() : UnixSignal.TERM);
                }
            }

            @Override
            public void halfTime(List<ProcessHandle> left, Duration untilKill) {
                listener.endsSlowly(untilKill);
            }
        });
        killed |= endByJavaAlone(asked);
        freezing.end();
        guard.standBy();
        return killed;
    }

    /** COMMAND at least, where there is no process table to look at; else Java has only not taken notice of its end yet. */
    private boolean endByJavaAlone(boolean asked) throws InterruptedException {
        if (!asked && command.isAlive()) {
            parent.signal(command.toHandle(), termination.signal());
        }
        if (command.waitFor(termination.grace().toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        command.destroyForcibly().waitFor(AFTER_KILL.toSeconds(), TimeUnit.SECONDS);
        return true;
    }

    /** Leaves nothing behind, whatever happened before. */
    @Override
    public void close() {
        try {
            end(false);
        } catch (IOException e) {
            Console.standardError().complain(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            family.members().forEach(ProcessHandle::destroyForcibly);
            command.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
