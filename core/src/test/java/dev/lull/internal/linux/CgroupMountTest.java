package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CgroupMountTest {

    @TempDir
    Path directory;

    @Test
    void understandsSpacesInAMountPoint() {
        assertThat(CgroupMount.parse(List.of("30 23 0:26 / /mnt/my\\040cgroups rw - cgroup2 none rw")))
                .containsExactly(new CgroupMount(Path.of("/mnt/my cgroups"), "/"));
    }

    @Test
    void leavesOutTheOldHierarchies() {
        assertThat(CgroupMount.parse(List.of(
                        "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755",
                        "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu",
                        "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw")))
                .extracting(CgroupMount::point)
                .containsExactly(Path.of("/sys/fs/cgroup/unified"));
    }

    @Test
    void findsTheDirectoryOfACgroupThatTheMountReaches() throws IOException {
        Path service = Files.createDirectories(directory.resolve("a/b"));
        assertThat(new CgroupMount(directory, "/").locate("/")).contains(directory);
        assertThat(new CgroupMount(directory, "/").locate("/a/b")).contains(service);
        assertThat(new CgroupMount(directory, "/pod").locate("/pod")).contains(directory);
        assertThat(new CgroupMount(directory, "/pod").locate("/pod/a/b")).contains(service);
    }

    @Test
    void findsNoneThatItDoesNotReach() {
        assertThat(new CgroupMount(directory, "/pod").locate("/podium")).isEmpty();
        assertThat(new CgroupMount(directory, "/pod").locate("/")).isEmpty();
        assertThat(new CgroupMount(directory, "/..").locate("/")).isEmpty();
        assertThat(new CgroupMount(directory, "/").locate("/../other")).isEmpty();
        assertThat(new CgroupMount(directory, "/").locate("/gone")).isEmpty();
    }
}
