package dev.lull.internal.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A cgroup of version 2 that this process made below its own one, to freeze those that are in it: see "Core Interface
 * Files" in Documentation/admin-guide/cgroup-v2.rst of the kernel. What a process in it starts is born in it; it may go
 * elsewhere, if it is permitted to. Needs Linux 5.2 and no native code. Safe for use by any thread.
 */
public final class ProcessCgroup {

    private static final Path PROC = Path.of("/proc");
    private static final String PROCESSES = "cgroup.procs";

    /** The kernel takes notice of an end a moment after everybody else. */
    private static final int TRIES_TO_REMOVE = 40;

    private static final long BETWEEN_TRIES_NANOS = 5_000_000;

    private final Path parent;
    private final Path directory;

    private ProcessCgroup(Path parent, Path directory) {
        this.parent = parent;
        this.directory = directory;
    }

    /**
     * Makes one, with nobody in it. Its name is {@code lull-}, the number of this process, its start, and a number. Those
     * of processes that have ended are removed, if nobody is in them.
     *
     * @return the cgroup
     * @throws IOException if none can be made here; the message says why
     */
    public static ProcessCgroup make() throws IOException {
        Path parent = own();
        below(parent, "lull-*-*-*").stream().filter(ProcessCgroup::isLeftover).forEach(ProcessCgroup::removeEmpty);
        ProcessStat self = ProcessStat.of(ProcessHandle.current().pid())
                .orElseThrow(() -> new IOException("/proc/self/stat cannot be read"));
        for (int number = 1; ; number++) {
            Path directory = parent.resolve("lull-" + self.pid() + "-" + self.startTicks() + "-" + number);
            try {
                ProcessCgroup made = new ProcessCgroup(parent, Files.createDirectory(directory));
                made.requireFreezer();
                return made;
            } catch (FileAlreadyExistsException another) {
                // of this process, or of one in another pid namespace: the next number then
            } catch (IOException e) {
                throw new IOException("cgroup " + directory + " cannot be made: " + reason(e), e);
            }
        }
    }

    /** Of one that was killed together with whoever was to remove it. */
    private static boolean isLeftover(Path cgroup) {
        String[] words = String.valueOf(cgroup.getFileName()).split("-", -1);
        try {
            long startTicks = Long.parseLong(words[2]);
            return ProcessStat.of(Long.parseLong(words[1]))
                    .filter(maker -> maker.startTicks() == startTicks)
                    .isEmpty();
        } catch (NumberFormatException somebodyElses) {
            return false;
        }
    }

    private static Path own() throws IOException {
        Optional<String> own = CgroupMount.ownCgroup(PROC);
        for (CgroupMount mount : CgroupMount.all(PROC)) {
            Optional<Path> directory = own.flatMap(mount::locate);
            if (directory.isPresent()) {
                return directory.get();
            }
        }
        throw new IOException("the cgroup2 file system that this process is in is not mounted here");
    }

    private void requireFreezer() throws IOException {
        if (!Files.isWritable(directory.resolve("cgroup.freeze"))) {
            Files.delete(directory);
            throw new IOException("it has no freezer, which takes Linux 5.2");
        }
    }

    /** A file system's exception has nothing but the path for a message, where the class says what it is. */
    private static String reason(IOException e) {
        return e instanceof java.nio.file.FileSystemException known
                ? Optional.ofNullable(known.getReason()).orElse(e.getClass().getSimpleName())
                : String.valueOf(e.getMessage());
    }

    /**
     * Returns its directory.
     *
     * @return an absolute path
     */
    public Path directory() {
        return directory;
    }

    /**
     * Takes a process in, with all its threads; not what it started already.
     *
     * @param pid the process; nothing happens if it has ended
     * @throws IOException if the kernel refuses
     */
    public void add(long pid) throws IOException {
        enter(directory, pid);
    }

    private static void enter(Path cgroup, long pid) throws IOException {
        try {
            write(cgroup.resolve(PROCESSES), String.valueOf(pid));
        } catch (IOException e) {
            if (ProcessStat.of(pid).filter(stat -> !stat.hasEnded()).isPresent()) {
                throw new IOException("process " + pid + " cannot be moved into " + cgroup + ": " + reason(e), e);
            }
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
    }

    /**
     * Has the kernel stop everybody in it and in the cgroups below it, without waiting for that.
     *
     * @throws IOException if the kernel refuses
     */
    public void freeze() throws IOException {
        write(directory.resolve("cgroup.freeze"), "1");
    }

    /**
     * Lets everybody in it go on. Nothing happens if it was removed.
     *
     * @throws IOException if the kernel refuses
     */
    public void thaw() throws IOException {
        try {
            write(directory.resolve("cgroup.freeze"), "0");
        } catch (NoSuchFileException removed) {
            // then nobody is in it
        }
    }

    /**
     * Tells whether everybody in it stands still, which comes a moment after {@link #freeze()}, or later, if somebody is
     * in the middle of what the kernel cannot interrupt.
     *
     * @return true if nobody in it runs; also if nobody is in it
     * @throws IOException if it was removed
     */
    public boolean isFrozen() throws IOException {
        return Files.readAllLines(directory.resolve("cgroup.events"), StandardCharsets.US_ASCII)
                .contains("frozen 1");
    }

    /**
     * Lists who is in it or in a cgroup below it, which those in it may have made.
     *
     * @return the numbers of the processes
     */
    public Set<Long> processes() {
        Set<Long> found = new HashSet<>();
        collect(directory, found);
        return found;
    }

    private static void collect(Path cgroup, Set<Long> found) {
        try {
            for (String line : Files.readAllLines(cgroup.resolve(PROCESSES), StandardCharsets.US_ASCII)) {
                found.add(Long.parseLong(line));
            }
        } catch (IOException removedMeanwhile) {
            return;
        }
        found.remove(0L); // of another pid namespace; to the kernel it would mean this process
        below(cgroup, "*").forEach(each -> collect(each, found));
    }

    private static List<Path> below(Path cgroup, String names) {
        List<Path> directories = new ArrayList<>();
        try (DirectoryStream<Path> below = Files.newDirectoryStream(cgroup, names)) {
            below.forEach(directories::add);
        } catch (IOException | DirectoryIteratorException removedMeanwhile) {
            // then there are no more
        }
        directories.removeIf(each -> !Files.isDirectory(each));
        return directories;
    }

    /**
     * Removes it. Who is in it is moved to where it was made.
     *
     * @return false if somebody stays in it
     */
    public boolean remove() {
        for (int tries = 0; tries < TRIES_TO_REMOVE; tries++) {
            if (remove(directory)) {
                return true;
            }
            moveOut();
            if (tries > 0) {
                LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
            }
        }
        return remove(directory);
    }

    private static boolean remove(Path cgroup) {
        below(cgroup, "*").forEach(ProcessCgroup::remove);
        return removeEmpty(cgroup);
    }

    private static boolean removeEmpty(Path cgroup) {
        try {
            return Files.deleteIfExists(cgroup) || !Files.exists(cgroup);
        } catch (IOException somebodyIsInIt) {
            return false;
        }
    }

    private void moveOut() {
        for (long pid : processes()) {
            try {
                enter(parent, pid);
            } catch (IOException staysInIt) {
                // until it ends: it is tried again then
            }
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
