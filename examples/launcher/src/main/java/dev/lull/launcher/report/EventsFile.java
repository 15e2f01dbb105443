package dev.lull.launcher.report;

import dev.lull.launcher.console.Console;
import dev.lull.launcher.console.UsageException;
import dev.lull.launcher.report.event.RunEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run down for programs, on a thread of its own: a reader that stops reading holds up nothing. What does not fit
 * into the queue is lost, and counted. Safe for use by any thread.
 */
public final class EventsFile implements Consumer<RunEvent>, AutoCloseable {

    /** Some megabytes at the most. */
    static final int CAPACITY = 16_384;

    private static final long PATIENCE_AT_CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final JsonLines lines;
    private final Consumer<String> trouble;
    private final Queue<byte[]> queue = new ArrayDeque<>();
    private final Thread thread = new Thread(this::writeAll, "lull-events");
    private long lost;
    private boolean writing;
    private boolean closed;

    EventsFile(OutputStream out, Clock clock, String place, Consumer<String> trouble) {
        this.trouble = trouble;
        this.lines = new JsonLines(
                out,
                clock,
                failure -> trouble.accept("events cannot be written to " + place + ": " + failure.getMessage()
                        + "; some are lost, watching goes on"));
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Opens where events go.
     *
     * @param place a file to append to, or {@code "-"} for the standard output
     * @param console hears of what could not be written
     * @return takes the events; the caller closes it
     * @throws UsageException if the file cannot be written
     */
    public static EventsFile open(String place, Console console) {
        String name = place.equals("-") ? "the standard output" : place;
        try {
            return new EventsFile(JsonLines.open(place), Clock.systemUTC(), name, console::warn);
        } catch (IOException | InvalidPathException e) {
            throw new UsageException("--events: cannot write to " + place + ": " + reason(e));
        }
    }

    private static String reason(Exception failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such directory";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        return failure instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : String.valueOf(failure.getMessage());
    }

    @Override
    public void accept(RunEvent event) {
        event.name().ifPresent(name -> add(lines.line(name, event::write)));
    }

    private synchronized void add(byte[] line) {
        if (queue.size() < CAPACITY && !closed) {
            queue.add(line);
            notifyAll();
        } else if (lost++ == 0) {
            trouble.accept("events are lost: nobody reads them; watching goes on");
        }
    }

    private void writeAll() {
        for (byte[] line = next(); line != null; line = next()) {
            lines.append(line);
        }
        lines.close();
    }

    private synchronized byte @Nullable [] next() {
        writing = false;
        notifyAll();
        try {
            while (queue.isEmpty() && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            return null;
        }
        byte[] first = queue.poll();
        writing = first != null;
        return first;
    }

    /** Writes what waits, for two seconds at the most, and says how many events are lost. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        notifyAll();
        long deadline = System.nanoTime() + PATIENCE_AT_CLOSE_NANOS;
        try {
            for (long left = PATIENCE_AT_CLOSE_NANOS; (writing || !queue.isEmpty()) && left > 0; ) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = deadline - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lost += queue.size() + (writing ? 1 : 0);
        queue.clear();
        if (lost > 0) {
            trouble.accept("of the events, " + lost + " are lost: nobody read them");
        }
    }
}
