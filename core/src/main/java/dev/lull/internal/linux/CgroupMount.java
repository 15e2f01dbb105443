package dev.lull.internal.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One mount of the cgroup2 hierarchy, as proc_pid_mountinfo(5) has it: it is not always at {@code /sys/fs/cgroup}. Only
 * here are those lines taken apart.
 *
 * @param point where
 * @param root which cgroup of the hierarchy is at that place; begins with {@code /..} where it lies above the process's
 *     cgroup namespace
 */
public record CgroupMount(Path point, String root) {

    private static final int MOUNT_ROOT = 3;
    private static final int MOUNT_POINT = 4;
    private static final String TYPE_FOLLOWS = " - ";

    /** What a line of proc_pid_cgroup(5) begins with that is about this hierarchy. */
    private static final String UNIFIED = "0::";

    /**
     * Reads where it is mounted.
     *
     * @param proc where procfs is mounted
     * @return the mounts of cgroup2 in the order of the file; empty if there is none
     * @throws IOException if {@code self/mountinfo} cannot be read
     */
    public static List<CgroupMount> all(Path proc) throws IOException {
        return parse(Files.readAllLines(proc.resolve("self/mountinfo"), StandardCharsets.UTF_8));
    }

    /**
     * Takes the lines apart.
     *
     * @param mountinfo the lines of such a file
     * @return the mounts of cgroup2 in the order of the lines
     */
    public static List<CgroupMount> parse(List<String> mountinfo) {
        List<CgroupMount> mounts = new ArrayList<>();
        for (String line : mountinfo) {
            int separator = line.indexOf(TYPE_FOLLOWS);
            String[] fields = line.split(" ", -1);
            if (separator >= 0
                    && fields.length > MOUNT_POINT
                    && line.startsWith("cgroup2 ", separator + TYPE_FOLLOWS.length())) {
                mounts.add(new CgroupMount(Path.of(unescape(fields[MOUNT_POINT])), unescape(fields[MOUNT_ROOT])));
            }
        }
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
     * Reads which cgroup of this hierarchy this process is in.
     *
     * @param proc where procfs is mounted
     * @return its path from the root of the process's cgroup namespace, such as {@code /system.slice/ssh.service}; empty
     *     if that is not said
     */
    public static Optional<String> ownCgroup(Path proc) {
        try {
            return Files.readAllLines(proc.resolve("self/cgroup"), StandardCharsets.UTF_8).stream()
                    .filter(line -> line.startsWith(UNIFIED))
                    .map(line -> line.substring(UNIFIED.length()))
                    .findFirst();
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    /**
     * Finds the directory of a cgroup.
     *
     * @param cgroup its path from the root of the process's cgroup namespace
     * @return the directory; empty if this mount does not reach it
     */
    public Optional<Path> locate(String cgroup) {
        String above = root.endsWith("/") ? root : root + "/";
        if (cgroup.startsWith("/..") || !(cgroup + "/").startsWith(above)) {
            return Optional.empty();
        }
        String below = cgroup.length() < above.length() ? "" : cgroup.substring(above.length());
        Path directory = point.resolve(below);
        return Files.isDirectory(directory) ? Optional.of(directory) : Optional.empty();
    }
}
