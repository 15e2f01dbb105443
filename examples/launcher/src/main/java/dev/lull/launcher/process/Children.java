package dev.lull.launcher.process;

import dev.lull.internal.linux.ChildProcesses;
import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.SystemCallException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * This process's children: those it started, and on Linux those that it takes in when their own parent ends, so that a
 * service which puts itself into the background stays in sight. Safe for use by any thread.
 */
public final class Children {

    private final Optional<ChildProcesses> calls;
    private final Set<Long> started = new HashSet<>();

    private Children(Optional<ChildProcesses> calls) {
        this.calls = calls;
    }

    /** Those started, and no others. */
    public static Children only() {
        return new Children(Optional.empty());
    }

    /** Without a word where the calls are missing: all goes on, but what a service puts into the background is lost. */
    public static Children adoptingOrphans() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return new Children(Optional.empty());
        }
        try {
            ChildProcesses calls = ChildProcesses.load();
            calls.adoptOrphans();
            return new Children(Optional.of(calls));
        } catch (NativeAccessException | SystemCallException | LinkageError e) {
            return new Children(Optional.empty());
        }
    }

    /** Starts one that Java itself will reap. */
    synchronized Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        started.add(process.pid());
        return process;
    }

    /** Takes away those children that have ended and that Java does not know. */
    synchronized void reapOrphans() {
        if (calls.isPresent()) {
            orphans().forEach(orphan -> calls.get().reap(orphan.pid()));
        }
    }

    /** Lists the children that were taken in; one that has ended is among them until it is reaped. */
    synchronized List<ProcessHandle> orphans() {
        return calls.isEmpty()
                ? List.of()
                : ProcessHandle.current()
                        .children()
                        .filter(child -> !started.contains(child.pid()))
                        .toList();
    }

    /** Lists a child's descendants, and what was taken in with its descendants. */
    List<ProcessHandle> family(ProcessHandle child) {
        return Stream.concat(
                        child.descendants(),
                        orphans().stream().flatMap(orphan -> Stream.concat(Stream.of(orphan), orphan.descendants())))
                .filter(Children::runs)
                .distinct()
                .toList();
    }

    /**
     * Tells whether a process has not ended. Java counts a zombie as alive: it has ended, and waits for a parent that may
     * never look (proc_pid_stat(5): the state is the first field after the name, which is in parentheses).
     */
    static boolean runs(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(
                    Path.of("/proc", String.valueOf(process.pid()), "stat"), StandardCharsets.ISO_8859_1);
            int state = stat.lastIndexOf(')') + 2;
            return state >= stat.length() || (stat.charAt(state) != 'Z' && stat.charAt(state) != 'X');
        } catch (IOException noProcFileSystem) {
            return process.isAlive();
        }
    }

    /** Sends a signal; Java itself knows SIGTERM and SIGKILL only. */
    void signal(ProcessHandle process, ReceivedSignal signal) {
        if (calls.isPresent()) {
            try {
                calls.get().signal(process.pid(), signal.number());
                return;
            } catch (SystemCallException gone) {
                return; // it has ended meanwhile, or became somebody else's
            }
        }
        if (signal.asksToEnd()) {
            process.destroy();
        }
    }
}
