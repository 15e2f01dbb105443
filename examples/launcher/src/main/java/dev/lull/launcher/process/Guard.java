package dev.lull.launcher.process;

import dev.lull.ProcessFreezer;
import dev.lull.internal.linux.ProcessStat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A small process that ends the service if Lull is killed: it waits at a pipe that the kernel closes however this
 * process ends. A parent-death signal (PR_SET_PDEATHSIG(2const)) would need a hook between fork and exec, which Java
 * does not have, and would reach the command alone, not what it started. What is frozen it thaws first.
 *
 * <p>One guard serves a service that is started again and again: it stands by over nobody meanwhile, so that a client who
 * wakes the service does not wait for the guard as well. Safe for use by any thread.
 */
public final class Guard implements ProcessFreezer.Listener, AutoCloseable {

    private final ParentProcess parent;
    private final Termination termination;
    private Optional<Process> process = Optional.empty();

    /** What the guard was told of; one that takes its place is told of them again. */
    private final Set<String> stopped = new LinkedHashSet<>();

    /**
     * Makes one that has not begun.
     *
     * @param parent starts it
     * @param termination how it ends what it guards
     */
    public Guard(ParentProcess parent, Termination termination) {
        this.parent = parent;
        this.termination = termination;
    }

    /** Has it thaw a cgroup, end who is in it, and remove it. */
    synchronized void overCgroup(Path directory) {
        tell("cgroup " + directory);
    }

    @Override
    public synchronized void stopping(ProcessHandle stopping) {
        identity(stopping).ifPresent(each -> {
            stopped.add(each);
            tell("stopped " + each);
        });
    }

    @Override
    public synchronized void thawed() {
        stopped.clear();
        tell("thawed");
    }

    private void tell(String line) {
        if (process.isEmpty()) {
            return;
        }
        try {
            OutputStream pipe = process.get().getOutputStream();
            pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            pipe.flush();
        } catch (IOException killed) {
            process = Optional.empty(); // by somebody else: Lull goes on without it
        }
    }

    /**
     * Begins, over nobody yet: before what it is to guard is started, since Lull may be killed right after that. One that
     * stands by has begun already, unless somebody ended it.
     */
    synchronized void begin() {
        if (process.filter(Process::isAlive).isPresent()) {
            return;
        }
        // As the first process of a container there is nothing to guard against: the kernel ends all others with it.
        if (ProcessHandle.current().pid() == 1 || System.getProperty("os.name").startsWith("Windows")) {
            return;
        }
        List<String> command = List.of(
                "sh",
                "-c",
                script(),
                "lull-guard",
                String.valueOf((termination.grace().toMillis() + 999) / 1000),
                String.valueOf(termination.signal().number()));
        try {
            process = Optional.of(parent.start(new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)));
        } catch (IOException noShell) {
            process = Optional.empty(); // an image without a shell: Lull is its first process there
        }
    }

    /** Guards these processes with their descendants, instead of those before. */
    synchronized void over(Collection<ProcessHandle> roots) {
        String identities =
                roots.stream().flatMap(root -> identity(root).stream()).collect(Collectors.joining(" "));
        tell("over " + identities);
    }

    /**
     * {@code PID/START}: the time of its start tells a process from another one that gets its number later. It is the
     * guarded one's own, since that was alive when the time had been read.
     */
    private static Optional<String> identity(ProcessHandle process) {
        if (!ProcessStat.isReadable()) {
            return Optional.of(process.pid() + "/"); // the number is all that there is to go by
        }
        Optional<ProcessStat> stat = ProcessStat.of(process.pid());
        return process.isAlive() ? stat.map(each -> each.pid() + "/" + each.startTicks()) : Optional.empty();
    }

    /** Is over nobody: the service has ended, and may be started again. */
    synchronized void standBy() {
        stopped.clear();
        tell("over");
        tell("cgroup");
        tell("thawed");
    }

    /** Ends the guard. It may begin again. */
    @Override
    public synchronized void close() {
        process.ifPresent(Process::destroyForcibly);
        process = Optional.empty();
    }

    private static String script() {
        try (InputStream in = Objects.requireNonNull(Guard.class.getResourceAsStream("guard.sh"), "guard.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("reading guard.sh from lull.jar", e);
        }
    }
}
