package dev.lull.bench.machine;

import dev.lull.bench.model.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Counts a running process's system calls with strace(1). Only calls that begin within a given time count: attaching
 * interrupts what each thread waits in, and it begins again, which is strace's doing and not the process's.
 */
public final class SystemCallCount implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long SETTLE_MILLIS = 200;

    private final ChildProcess strace;
    private final Path log;

    private SystemCallCount(ChildProcess strace, Path log) {
        this.strace = strace;
        this.log = log;
    }

    public static Optional<String> missing() {
        return Programs.missing("strace");
    }

    /** Attaches to a process, its threads and its children. */
    public static SystemCallCount of(ChildProcess process, Path scratch) throws BenchException {
        Path log = scratch.resolve("strace-" + process.pid());
        List<String> command = new ArrayList<>(List.of(
                Programs.find("strace").map(Path::toString).orElse("strace"), "-f", "-ttt", "-o", log.toString()));
        Stream.concat(
                        Stream.of(process.pid()),
                        ProcessHandle.of(process.pid()).stream()
                                .flatMap(ProcessHandle::descendants)
                                .map(ProcessHandle::pid))
                .forEach(pid -> command.addAll(List.of("-p", String.valueOf(pid))));
        ChildProcess strace = ChildProcess.start("strace", command);
        try {
            String line = strace.nextLine(PATIENCE);
            if (!line.contains("attached")) {
                throw new BenchException(line);
            }
            pause(SETTLE_MILLIS);
            return new SystemCallCount(strace, log);
        } catch (BenchException e) {
            strace.close();
            throw e;
        }
    }

    public static void pause(long millis) throws BenchException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    /** Detaches; the calls that began between the two moments. */
    public long between(Instant from, Instant to) throws BenchException {
        strace.close();
        try (Stream<String> lines = Files.lines(log, java.nio.charset.StandardCharsets.ISO_8859_1)) {
            return count(lines, from, to);
        } catch (IOException | UncheckedIOException e) {
            throw new BenchException("strace's log: " + e.getMessage(), e);
        }
    }

    /** Lines such as {@code 4711 1700000000.123456 futex(…)}; the second half of a call that was interrupted is none. */
    static long count(Stream<String> lines, Instant from, Instant to) {
        double begin = seconds(from);
        double end = seconds(to);
        return lines.map(line -> line.strip().split(" +", 3))
                .filter(words -> words.length == 3
                        && words[2].indexOf('(') > 0
                        && !words[2].startsWith("<...")
                        && !words[2].startsWith("+++")
                        && !words[2].startsWith("---"))
                .mapToDouble(words -> Double.parseDouble(words[1]))
                .filter(at -> at >= begin && at < end)
                .count();
    }

    private static double seconds(Instant instant) {
        return instant.getEpochSecond() + instant.getNano() / 1e9;
    }

    @Override
    public void close() {
        strace.close();
    }
}
