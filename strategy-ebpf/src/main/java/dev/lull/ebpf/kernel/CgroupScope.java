package dev.lull.ebpf.kernel;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which sockets a program on a cgroup is called for: those that were made in it or below it. A cgroup's number is its
 * directory's inode, and is never given again while the machine runs (fs/kernfs/dir.c, {@code __kernfs_new_node}). Not
 * safe for use by several threads.
 */
final class CgroupScope {

    /** The root of the one cgroup2 hierarchy, whatever a cgroup namespace shows of it (kernel/cgroup/cgroup.c). */
    private static final long ROOT = 1;

    private final Path directory;
    private final boolean wholeMachine;
    private final Set<Long> known = new HashSet<>();

    private CgroupScope(Path directory, boolean wholeMachine) {
        this.directory = directory;
        this.wholeMachine = wholeMachine;
    }

    static CgroupScope of(Path directory) {
        return new CgroupScope(directory, isWholeMachine(directory));
    }

    /** Tells whether a directory is the root of the hierarchy: not that of a cgroup namespace, which calls itself so. */
    static boolean isWholeMachine(Path directory) {
        try {
            return number(directory) == ROOT;
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    private static long number(Path directory) throws IOException {
        return (long) Files.getAttribute(directory, "unix:ino");
    }

    boolean wholeMachine() {
        return wholeMachine;
    }

    /** Tells whether a cgroup was found to be this one or below it. */
    boolean isKnown(long cgroup) {
        return wholeMachine || known.contains(cgroup);
    }

    /** Tells whether a cgroup is this one or below it. Walks over the directories for each number that is new. */
    boolean includes(long cgroup) throws IOException {
        if (isKnown(cgroup)) {
            return true;
        }
        boolean found = !directories(directory, Set.of(cgroup)).isEmpty();
        if (found) {
            known.add(cgroup);
        }
        return found;
    }

    /**
     * Finds cgroups by their numbers, at a directory or below it.
     *
     * @return those that were found
     */
    static Map<Long, Path> directories(Path top, Set<Long> cgroups) throws IOException {
        Map<Long, Path> found = new HashMap<>();
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) throws IOException {
                long number = number(each);
                if (cgroups.contains(number)) {
                    found.put(number, each);
                }
                return found.size() == cgroups.size() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path each, IOException gone) {
                return FileVisitResult.CONTINUE; // cgroups come and go
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, @Nullable IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
