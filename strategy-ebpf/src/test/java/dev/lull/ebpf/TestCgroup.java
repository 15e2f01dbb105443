package dev.lull.ebpf;

import dev.lull.ebpf.kernel.CgroupFinder;
import dev.lull.ebpf.kernel.Kernel;
import dev.lull.internal.linux.DescriptorFlags;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A cgroup of a test's own, right below the root. Nobody may be in it any more when it is closed. */
final class TestCgroup implements AutoCloseable {

    private final Path directory;
    private boolean removed;

    private TestCgroup(Path directory) {
        this.directory = directory;
    }

    static TestCgroup make() throws Exception {
        List<Path> candidates = new CgroupFinder(Path.of("/proc")).candidates();
        return new TestCgroup(Files.createTempDirectory(candidates.get(0), "lull-test-"));
    }

    /** Makes a cgroup below this one. */
    TestCgroup makeBelow() throws IOException {
        return new TestCgroup(Files.createTempDirectory(directory, "below-"));
    }

    /** The beginning of a command whose process begins here. */
    List<String> join() {
        return Child.shell("echo $$ > " + directory + "/cgroup.procs; exec \"$@\"");
    }

    /** Has a process leave for the cgroup above: the sockets that it made stay this one's. */
    void leave(long pid) throws IOException {
        Files.writeString(directory.resolveSibling("cgroup.procs"), String.valueOf(pid));
    }

    /** The cgroup in which it was made. */
    Path above() {
        return Objects.requireNonNull(directory.getParent());
    }

    Path directory() {
        return directory;
    }

    OwnedDescriptor open(Kernel kernel) throws IOException {
        int number = SystemCalls.check(kernel.libC().open(directory.toString(), DescriptorFlags.CLOEXEC), "open");
        return new OwnedDescriptor(kernel.libC(), number, directory.toString());
    }

    void remove() throws IOException {
        Files.delete(directory);
        removed = true;
    }

    @Override
    public void close() throws IOException {
        if (!removed) {
            Looks.patiently().ignoreException(IOException.class).until(() -> Files.deleteIfExists(directory));
        }
    }
}
