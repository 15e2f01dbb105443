package dev.lull.bench.machine;

import dev.lull.internal.linux.ProcessStat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A process and all that it started: what they use together. */
public record FamilyUsage(long root) {

    private static final Path PROC = Path.of("/proc");

    /**
     * What a tree had used at one moment.
     *
     * @param ticksNanos of all its processes and the children they waited for, in steps of 10 ms
     * @param threadNanos of each thread alive, exact
     * @param reapedTicks of children that ended and were waited for
     */
    public record Cpu(long ticksNanos, Map<String, Long> threadNanos, long reapedTicks) {

        /** Exact where no thread ended in between; else in steps of 10 ms. */
        public long nanosSince(Cpu before) {
            boolean exact = !threadNanos.isEmpty()
                    && reapedTicks == before.reapedTicks
                    && threadNanos.keySet().containsAll(before.threadNanos.keySet());
            return exact ? sum(threadNanos) - sum(before.threadNanos) : ticksNanos - before.ticksNanos;
        }

        private static long sum(Map<String, Long> nanos) {
            return nanos.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    public Cpu cpu(ProcessTable table) {
        long[] ticks = new long[2];
        Map<String, Long> threads = new HashMap<>();
        table.withDescendants(root).forEach(pid -> {
            try {
                ProcessStat stat = ProcessStat.of(pid).orElseThrow(() -> new NoSuchFileException("/proc/" + pid));
                ticks[0] += stat.ownTicks() + stat.reapedTicks();
                ticks[1] += stat.reapedTicks();
                readThreads(pid, threads);
            } catch (IOException ended) {
                threads.put(pid + " ended while it was read", 0L);
            }
        });
        return new Cpu(ticks[0] * MachineCpu.NANOS_PER_TICK, threads, ticks[1]);
    }

    /** Resident memory in bytes, with pages that several of its processes share counted for each. */
    public long residentBytes() {
        return pids().stream().mapToLong(FamilyUsage::residentBytes).sum();
    }

    /** Its process's id, and its descendants'. */
    List<Long> pids() {
        return ProcessTable.now().withDescendants(root);
    }

    /** Each thread's time on a processor is the first number of its schedstat: Documentation/scheduler/sched-stats.rst. */
    private static void readThreads(long pid, Map<String, Long> into) throws IOException {
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
            for (Path task : tasks) {
                Path file = task.resolve("schedstat");
                if (Files.exists(file)) {
                    String text = Files.readString(file);
                    into.put(task.toString(), Long.parseLong(text.substring(0, text.indexOf(' '))));
                }
            }
        }
    }

    private static long residentBytes(long pid) {
        try (Stream<String> lines = Files.lines(PROC.resolve(pid + "/status"), StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .sum();
        } catch (IOException | java.io.UncheckedIOException ended) {
            return 0;
        }
    }
}
