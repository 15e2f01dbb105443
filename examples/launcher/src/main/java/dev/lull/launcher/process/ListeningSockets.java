package dev.lull.launcher.process;

import dev.lull.internal.linux.HeldSockets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds out where a family of processes listens, to say so when it is not where somebody expects it: which sockets they
 * hold (the links {@code socket:[INODE]} of proc_pid_fd(5)), and which of those listen (proc_net_tcp(5)). Only for words;
 * what cannot be read is left out.
 */
final class ListeningSockets {

    private static final String LISTEN = "0A";
    private static final int MOST_PROCESSES = 3;

    // The columns of a row: sl, local_address, rem_address, st, queues, timer, retrnsmt, uid, timeout, inode.
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private final Path proc;

    /**
     * Makes one.
     *
     * @param proc where the proc file system is
     */
    ListeningSockets(Path proc) {
        this.proc = proc;
    }

    /**
     * Says it as the end of a sentence.
     *
     * @param family the processes
     * @return such as {@code "; redis-server (process 7), which COMMAND started, listens on port 6390"}; empty if none of
     *     them listens, as far as can be seen
     */
    String of(List<Long> family) {
        List<String> listening = new ArrayList<>();
        for (long pid : family) {
            SortedSet<Integer> ports = ports(pid);
            if (!ports.isEmpty() && listening.size() < MOST_PROCESSES) {
                listening.add(name(pid) + " (process " + pid + "), which COMMAND started, listens on "
                        + ports.stream().map(String::valueOf).collect(Collectors.joining(", ")));
            }
        }
        return listening.isEmpty() ? "" : "; " + String.join("; ", listening);
    }

    private String name(long pid) {
        try {
            return Files.readString(process(pid).resolve("comm"), StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException ended) {
            return "a process";
        }
    }

    private SortedSet<Integer> ports(long pid) {
        SortedSet<Integer> ports = new TreeSet<>();
        Set<Long> inodes = new HashSet<>();
        boolean ignored = HeldSockets.addInodes(process(pid), inodes);
        if (!inodes.isEmpty()) {
            // Its own files: it may be in another network namespace.
            for (String table : List.of("tcp", "tcp6")) {
                addListening(process(pid).resolve("net").resolve(table), inodes, ports);
            }
        }
        return ports;
    }

    private static void addListening(Path table, Set<Long> inodes, SortedSet<Integer> ports) {
        try (var lines = Files.lines(table, StandardCharsets.US_ASCII)) {
            lines.map(line -> line.strip().split("\\s+", -1))
                    .filter(row -> row.length > INODE
                            && row[STATE].equals(LISTEN)
                            && inodes.contains(Long.valueOf(row[INODE])))
                    .map(row -> row[LOCAL_ADDRESS])
                    .forEach(address -> ports.add(Integer.parseInt(address.substring(address.indexOf(':') + 1), 16)));
        } catch (IOException | java.io.UncheckedIOException noSuchTable) {
            return; // without IPv6 there is one table less
        }
    }

    private Path process(long pid) {
        return proc.resolve(String.valueOf(pid));
    }
}
