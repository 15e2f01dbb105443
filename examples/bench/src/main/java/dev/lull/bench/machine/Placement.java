package dev.lull.bench.machine;

import dev.lull.bench.model.BenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which processors may run what. Left to the scheduler, the same connection has one speed or half of it, as its two ends
 * happen to share a processor or not. So the client has one half of the processors and the service the other, and a
 * contestant is free, as it would be elsewhere. Where one small message is under way at a time, all share one processor:
 * what is measured is then the work on the way and not how long the machine takes to wake another processor.
 */
public final class Placement {

    private final List<Integer> processors;
    private final Optional<String> obstacle;
    private final Map<Long, String> placed = new HashMap<>();

    private Placement(List<Integer> processors, Optional<String> obstacle) {
        this.processors = processors;
        this.obstacle = obstacle;
    }

    /** For the processors that this process may use, through taskset(1). */
    public static Placement here() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"), StandardCharsets.UTF_8)) {
            List<Integer> allowed = lines.filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .map(line -> parse(line.substring(line.indexOf(':') + 1).strip()))
                    .findFirst()
                    .orElse(List.of());
            return new Placement(
                    allowed, allowed.size() < 2 ? Optional.of("there is only one") : Programs.missing("taskset"));
        } catch (IOException e) {
            return new Placement(List.of(), Optional.of("/proc/self/status: " + e.getMessage()));
        }
    }

    /** A list such as {@code 0-3,8}; see cpuset(7), "List format". */
    static List<Integer> parse(String list) {
        List<Integer> numbers = new ArrayList<>();
        for (String range : list.split(",", -1)) {
            String[] ends = range.split("-", -1);
            for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
                numbers.add(i);
            }
        }
        return numbers;
    }

    /** For the report. */
    public String description(String together) {
        return obstacle.map(why -> "everything on any processor: " + why)
                .orElseGet(() -> "client on " + client() + ", service on " + service() + ", contestants on any; "
                        + together + ": all on " + processors.get(0));
    }

    /**
     * Places the processes of a measurement.
     *
     * @param together whether all of them share one processor
     */
    public void apply(boolean together, ChildProcess load, ChildProcess service, Optional<ChildProcess> contestant)
            throws BenchException {
        if (obstacle.isPresent()) {
            return;
        }
        String one = String.valueOf(processors.get(0));
        place(load.pid(), together ? one : client());
        place(service.pid(), together ? one : service());
        if (contestant.isPresent()
                && (together || placed.containsKey(contestant.get().pid()))) {
            for (long pid : contestant.get().usage().pids()) {
                place(pid, together ? one : join(processors));
            }
        }
    }

    private String client() {
        return join(processors.subList(0, processors.size() / 2));
    }

    private String service() {
        return join(processors.subList(processors.size() / 2, processors.size()));
    }

    /** All threads of a process; those that they start later are where their makers are. */
    private void place(long pid, String list) throws BenchException {
        if (list.equals(placed.get(pid))) {
            return;
        }
        try {
            Process taskset = new ProcessBuilder(
                            Programs.find("taskset").orElseThrow().toString(),
                            "--all-tasks",
                            "--cpu-list",
                            "--pid",
                            list,
                            String.valueOf(pid))
                    .redirectErrorStream(true)
                    .start();
            taskset.getOutputStream().close();
            taskset.getInputStream().readAllBytes();
            taskset.waitFor(); // a process or thread that has ended meanwhile needs no place
            placed.put(pid, list);
        } catch (IOException e) {
            throw new BenchException("taskset: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    private static String join(List<Integer> numbers) {
        return String.join(",", numbers.stream().map(String::valueOf).toList());
    }
}
