package dev.lull.bench.machine;

import dev.lull.internal.linux.ProcessStat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is whose child, from one look at {@code /proc}: what is measured should not pay for several.
 *
 * @param children the ids of each process's children
 */
public record ProcessTable(Map<Long, List<Long>> children) {

    private static final Path PROC = Path.of("/proc");

    public static ProcessTable now() {
        Map<Long, List<Long>> children = new HashMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                parent(entry).ifPresent(parent -> children.computeIfAbsent(parent, id -> new ArrayList<>())
                        .add(Long.parseLong(String.valueOf(entry.getFileName()))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("/proc", e);
        }
        return new ProcessTable(children);
    }

    private static Optional<Long> parent(Path process) {
        return ProcessStat.read(process.resolve("stat")).map(ProcessStat::parent);
    }

    /** A process, its children, theirs, and so on. */
    List<Long> withDescendants(long root) {
        List<Long> found = new ArrayList<>(List.of(root));
        for (int i = 0; i < found.size(); i++) {
            found.addAll(children.getOrDefault(found.get(i), List.of()));
        }
        return found;
    }
}
