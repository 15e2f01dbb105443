package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.CgroupMount;
import dev.lull.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds where the program can be attached: the root of the cgroup2 hierarchy, else what this process sees as its root, and
 * else this process's own cgroup. A socket belongs to the cgroup in which its listener was made, so the nearer to the root, the
 * more is seen (cgroups(7), proc(5): mountinfo).
 */
public final class CgroupFinder {

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
        List<CgroupMount> mounts;
        try {
            mounts = bestFirst(CgroupMount.all(proc));
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
        CgroupMount.ownCgroup(proc).flatMap(own -> mounts.get(0).locate(own)).ifPresent(candidates::add);
        return new ArrayList<>(candidates);
    }

    /** The true root first: "/" may be the root of a cgroup namespace only. */
    private static List<CgroupMount> bestFirst(List<CgroupMount> mounts) {
        return mounts.stream()
                .sorted(Comparator.comparing((CgroupMount mount) -> !CgroupScope.isWholeMachine(mount.point()))
                        .thenComparing(mount -> !mount.root().equals("/"))
                        .thenComparing(mount -> mount.point().getNameCount()))
                .toList();
    }
}
