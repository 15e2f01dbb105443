package dev.lull.launcher.process;

import dev.lull.CommandAction;
import dev.lull.internal.linux.ChildProcesses;
import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.ProcessStat;
import dev.lull.internal.linux.SystemCallException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * This process as a parent: of the children that it starts, and on Linux of those that it takes in when their own parent
 * ends, so that a service which puts itself into the background stays in sight. Safe for use by any thread.
 */
public final class ParentProcess {

    private final Optional<ChildProcesses> calls;
    private final OriginalSettings original = OriginalSettings.ofThisProcess();

    /** Those that Java will reap; forgotten once it has. */
    private final Set<ProcessHandle> started = new HashSet<>();

    private ParentProcess(Optional<ChildProcesses> calls) {
        this.calls = calls;
    }

    /** Makes one of those that it starts, and of no others. */
    public static ParentProcess ofStarted() {
        return new ParentProcess(Optional.empty());
    }

    /**
     * Makes one that takes in orphans. Without a word where the calls are missing: all goes on, but what a service puts
     * into the background is lost.
     */
    public static ParentProcess adoptingOrphans() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return ofStarted();
        }
        try {
            ChildProcesses calls = ChildProcesses.load();
            calls.adoptOrphans();
            return new ParentProcess(Optional.of(calls));
        } catch (NativeAccessException | SystemCallException | LinkageError e) {
            return ofStarted();
        }
    }

    /** Starts a child that Java itself will reap. */
    synchronized Process start(ProcessBuilder builder) throws IOException {
        original.restoreLocale(builder.environment());
        OriginalSettings.withholdServiceManager(builder.environment());
        return remember(builder.start());
    }

    /** Starts COMMAND: like any other child, and with the limit of open files that Lull was started with. */
    synchronized Process startCommand(ProcessBuilder builder) throws IOException {
        original.restoreLocale(builder.environment());
        OriginalSettings.withholdServiceManager(builder.environment());
        return remember(original.start(builder, calls));
    }

    private Process remember(Process process) {
        forgetReaped();
        started.add(process.toHandle());
        return process;
    }

    /**
     * Makes a shell's line, with the limit of open files that Lull was started with. If Lull is killed while it runs, it and
     * all that it started is ended like COMMAND, by SIGTERM first.
     */
    public CommandAction shellLine(String line, Duration grace) {
        return new CommandAction(
                List.of("sh", "-c", original.withOpenFileLimit(line)), builder -> startGuarded(builder, grace));
    }

    private Process startGuarded(ProcessBuilder builder, Duration grace) throws IOException {
        Guard guard = new Guard(this, new Termination(UnixSignal.TERM, grace));
        guard.begin();
        Process process;
        try {
            process = start(builder);
        } catch (IOException e) {
            guard.close();
            throw e;
        }
        guard.over(List.of(process.toHandle()));
        CompletableFuture<?> ignored = process.onExit().thenRun(guard::close);
        return process;
    }

    /** Reaps the orphans that have ended. */
    synchronized void reapOrphans() {
        calls.ifPresent(reaping -> orphans().forEach(orphan -> reaping.reap(orphan.pid())));
    }

    /** Lists the children that were taken in; one that has ended is among them until it is reaped. */
    synchronized List<ProcessHandle> orphans() {
        if (calls.isEmpty()) {
            return List.of();
        }
        List<ProcessHandle> children = ProcessHandle.current().children().toList();
        forgetReaped();
        return children.stream().filter(child -> !started.contains(child)).toList();
    }

    /** The number of one that Java has reaped may be an orphan's from now on. */
    private void forgetReaped() {
        started.removeIf(child -> !child.isAlive());
    }

    /** Counts the children that were started and, when one was last started or looked for, not reaped. */
    synchronized int remembered() {
        return started.size();
    }

    /**
     * Sends a signal, unless another process has the number by now. Java itself knows SIGTERM and SIGKILL only; where
     * native code is not available either, a shell sends the others.
     */
    void signal(ProcessHandle process, UnixSignal signal) {
        if (!process.isAlive() && ProcessStat.isReadable()) { // without /proc Java takes every process for ended
            return;
        }
        if (calls.isPresent()) {
            try {
                calls.get().signal(process.pid(), signal.number());
            } catch (SystemCallException gone) {
                return; // it has ended meanwhile, or became somebody else's
            }
        } else if (signal.equals(UnixSignal.TERM)) {
            process.destroy();
        } else {
            signalByShell(process, signal);
        }
    }

    private void signalByShell(ProcessHandle process, UnixSignal signal) {
        List<String> command = List.of("sh", "-c", "kill -" + signal.number() + " " + process.pid());
        try {
            start(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.DISCARD))
                    .waitFor();
        } catch (IOException e) {
            System.getLogger(ParentProcess.class.getName())
                    .log(
                            Level.WARNING,
                            signal + " cannot be sent to process " + process.pid()
                                    + ": native code is not available, and a shell cannot be started",
                            e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
