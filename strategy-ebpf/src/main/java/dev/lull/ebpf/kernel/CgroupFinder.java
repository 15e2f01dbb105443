package dev.lull.ebpf.kernel;

import dev.lull.spi.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds where the program can be attached: the root of the cgroup2 hierarchy, else what this process sees as its root, and
 * else this process's own cgroup. A socket belongs to the cgroup in which its listener was made, so the nearer to the root, the
 * more is seen (cgroups(7), proc(5): mountinfo).
 */
public final class CgroupFinder {

    private static final int MOUNT_ROOT = 3;
    private static final int MOUNT_POINT = 4;
    private static final String TYPE_FOLLOWS = " - ";
    private static final String UNIFIED = "0::";

    private final Path proc;

    /**
     * Makes the finder, which reads nothing yet.
     *
     * @param proc where procfs is mounted
     */
    public CgroupFinder(Path proc) {
        this.proc = proc;
    }

    /**
     * Finds where the programs can be attached.
     *
     * @return directories, best first; never empty
     * @throws UnavailableException if there is none, or it cannot be told
     */
    public List<Path> candidates() throws UnavailableException {
        List<Mount> mounts;
        try {
            mounts = mounts(Files.readAllLines(proc.resolve("self/mountinfo"), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw UnavailableException.passing(
                    "/proc/self/mountinfo cannot be read: " + e.getMessage(), RefusalDiagnosis.TRY_AGAIN, e);
        }
        if (mounts.isEmpty()) {
            throw UnavailableException.lasting(
                    "no cgroup2 file system is mounted here (/proc/self/mountinfo)",
                    "mount one: mkdir /sys/fs/cgroup/unified; mount -t cgroup2 none /sys/fs/cgroup/unified");
        }
        Set<Path> candidates = new LinkedHashSet<>();
        mounts.forEach(mount -> candidates.add(mount.point()));
        ownCgroup().flatMap(own -> mounts.get(0).locate(own)).ifPresent(candidates::add);
        return new ArrayList<>(candidates);
    }

    private Optional<String> ownCgroup() {
        try {
            return Files.readAllLines(proc.resolve("self/cgroup"), StandardCharsets.UTF_8).stream()
                    .filter(line -> line.startsWith(UNIFIED))
                    .map(line -> line.substring(UNIFIED.length()))
                    .findFirst();
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    /** The cgroup2 mounts of a mountinfo file, the true root first: "/" may be the root of a cgroup namespace only. */
    static List<Mount> mounts(List<String> mountinfo) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : mountinfo) {
            int separator = line.indexOf(TYPE_FOLLOWS);
            String[] fields = line.split(" ", -1);
            if (separator >= 0
                    && fields.length > MOUNT_POINT
                    && line.startsWith("cgroup2 ", separator + TYPE_FOLLOWS.length())) {
                mounts.add(new Mount(Path.of(unescape(fields[MOUNT_POINT])), unescape(fields[MOUNT_ROOT])));
            }
        }
        mounts.sort(Comparator.comparing((Mount mount) -> !CgroupScope.isWholeMachine(mount.point()))
                .thenComparing(mount -> !mount.root().equals("/"))
                .thenComparing(mount -> mount.point().getNameCount()));
        return mounts;
    }

    /** Spaces, tabs, newlines and backslashes stand in octal: {@code \040}. */
    private static String unescape(String field) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            boolean escaped = field.charAt(i) == '\\' && i + 3 < field.length();
            text.append(escaped ? (char) Integer.parseInt(field.substring(i + 1, i + 4), 8) : field.charAt(i));
            i += escaped ? 3 : 0;
        }
        return text.toString();
    }

    /**
     * One mount of cgroup2.
     *
     * @param point where
     * @param root which cgroup of the hierarchy is at that place; begins with {@code /..} where it lies above the
     *     process's cgroup namespace
     */
    record Mount(Path point, String root) {

        /** The directory of a cgroup, if this mount reaches it. */
        Optional<Path> locate(String cgroup) {
            if (cgroup.startsWith("/..") || !cgroup.startsWith(root)) {
                return Optional.empty();
            }
            String below = cgroup.substring(root.length());
            Path directory = point.resolve(below.startsWith("/") ? below.substring(1) : below);
            return Files.isDirectory(directory) ? Optional.of(directory) : Optional.empty();
        }
    }
}
