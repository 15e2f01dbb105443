package dev.lull.bench.machine;

import dev.lull.bench.model.BenchException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process that this one started, with what it prints; closing ends it, by force if need be. */
public final class ChildProcess implements AutoCloseable {

    private static final int LINES_KEPT = 12;
    private static final String END = "\u0000end";
    private static final long LAST_WORDS_MILLIS = 1_000;
    private static final Duration TERMINATION_GRACE = Duration.ofSeconds(3);

    private final String name;
    private final Process process;
    private final long startedAtNanos;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Deque<String> latest = new ArrayDeque<>();
    private final Thread reader;

    private ChildProcess(String name, Process process, long startedAtNanos) {
        this.name = name;
        this.process = process;
        this.startedAtNanos = startedAtNanos;
        this.reader = new Thread(this::read, "output of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a program; its standard error goes where its output goes. */
    public static ChildProcess start(String name, List<String> command) throws BenchException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // what is measured is not what a shell's settings make of it
        long startedAtNanos = System.nanoTime();
        try {
            return new ChildProcess(name, builder.start(), startedAtNanos);
        } catch (IOException e) {
            throw new BenchException(name + ": " + e.getMessage(), e);
        }
    }

    long pid() {
        return process.pid();
    }

    public FamilyUsage usage() {
        return new FamilyUsage(process.pid());
    }

    public long startedAtNanos() {
        return startedAtNanos;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Writes a line to its standard input. */
    public void tell(String line) throws BenchException {
        try {
            OutputStream input = process.getOutputStream();
            input.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            input.flush();
        } catch (IOException e) {
            throw new BenchException(name + " ended: " + latest(), e);
        }
    }

    /**
     * Waits for what it prints next.
     *
     * @throws BenchException if nothing comes in time or it has ended
     */
    public String nextLine(Duration patience) throws BenchException {
        try {
            String line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new BenchException(name + " said nothing for " + patience.toSeconds() + " s");
            }
            if (line.equals(END)) {
                lines.add(END);
                throw new BenchException(name + " ended: " + latest());
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    /** Waits until it has ended by itself. */
    public boolean awaitEnd(Duration patience) throws BenchException {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    /** The last lines it printed, in one; of a process that has ended, all that it still had to say. */
    public String latest() {
        if (!process.isAlive()) {
            awaitReader();
        }
        synchronized (latest) {
            return latest.isEmpty() ? "it printed nothing" : String.join(" | ", latest);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(TERMINATION_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    private void awaitReader() {
        try {
            reader.join(LAST_WORDS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                keep(line);
                lines.add(line);
            }
        } catch (IOException closed) {
            keep("(its output could not be read: " + closed.getMessage() + ")");
        }
        lines.add(END);
    }

    private void keep(String line) {
        synchronized (latest) {
            latest.addLast(line);
            if (latest.size() > LINES_KEPT) {
                latest.removeFirst();
            }
        }
    }
}
