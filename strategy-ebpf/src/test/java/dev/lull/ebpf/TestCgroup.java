package dev.lull.ebpf;

import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A cgroup of a test's own, right below the root. Nobody may be in it any more when it is closed. */
final class TestCgroup implements AutoCloseable {

    private static final int O_CLOEXEC = 0x80000;

    private final Path directory;
    private boolean removed;

    private TestCgroup(Path directory) {
        this.directory = directory;
    }

    static TestCgroup make() throws Exception {
        List<Path> candidates = new CgroupFinder(Path.of("/proc")).candidates();
        return new TestCgroup(Files.createTempDirectory(candidates.get(0), "lull-test-"));
    }

    Path directory() {
        return directory;
    }

    OwnedDescriptor open(Kernel kernel) throws IOException {
        int number = SystemCalls.check(kernel.libC().open(directory.toString(), O_CLOEXEC), "open");
        return new OwnedDescriptor(kernel.libC(), number, directory.toString());
    }

    void remove() throws IOException {
        removed = true;
        Files.delete(directory);
    }

    @Override
    public void close() throws IOException {
        if (!removed) {
            Looks.patiently().ignoreException(IOException.class).until(() -> Files.deleteIfExists(directory));
        }
    }
}
