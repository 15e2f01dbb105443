package dev.lull.ebpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines are those of real machines; mountinfo is explained in proc(5). */
final class CgroupFinderTest {

    @TempDir
    Path directory;

    private Path proc = Path.of("/");

    @BeforeEach
    void makeProc() throws IOException {
        proc = directory.resolve("proc");
        Files.createDirectories(proc.resolve("self"));
    }

    @Test
    void findsTheUnifiedHierarchyBesideTheOldOnes() throws Exception {
        mountinfo(
                "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755",
                "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu",
                "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw");
        cgroup("9:name=systemd:/", "1:cpu:/", "0::/");
        assertThat(new CgroupFinder(proc).candidates().get(0)).isEqualTo(Path.of("/sys/fs/cgroup/unified"));
    }

    @Test
    void findsAHierarchyThatIsMountedReadOnlyInAContainer() throws Exception {
        mountinfo("775 774 0:30 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw,nsdelegate");
        cgroup("0::/");
        assertThat(new CgroupFinder(proc).candidates()).containsExactly(Path.of("/sys/fs/cgroup"));
    }

    @Test
    void addsItsOwnCgroupWhereTheRootMayBeForbidden() throws Exception {
        Path mount = Files.createDirectories(directory.resolve("cgroup"));
        Path own = Files.createDirectories(mount.resolve("system.slice/sshd.service"));
        mountinfo("30 23 0:26 / " + mount + " rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw");
        cgroup("0::/system.slice/sshd.service");
        assertThat(new CgroupFinder(proc).candidates()).containsExactly(mount, own);
    }

    @Test
    void takesAMountOfAPartOfTheHierarchyForWhatItIs() throws Exception {
        Path mount = Files.createDirectories(directory.resolve("mine"));
        mountinfo("30 23 0:26 /docker/abc " + mount + " rw - cgroup2 cgroup2 rw");
        cgroup("0::/docker/abc");
        assertThat(new CgroupFinder(proc).candidates()).containsExactly(mount);
    }

    @Test
    void usesAMountThatLiesAboveItsCgroupNamespace() throws Exception {
        mountinfo("30 23 0:26 /.. /sys/fs/cgroup rw - cgroup2 cgroup2 rw");
        cgroup("0::/");
        assertThat(new CgroupFinder(proc).candidates()).containsExactly(Path.of("/sys/fs/cgroup"));
    }

    @Test
    void prefersTheWholeHierarchyToAPartOfIt() throws Exception {
        mountinfo(
                "30 23 0:26 /part /part rw - cgroup2 cgroup2 rw",
                "31 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw");
        cgroup("0::/");
        assertThat(new CgroupFinder(proc).candidates().get(0)).isEqualTo(Path.of("/sys/fs/cgroup"));
    }

    @Test
    void saysHowToMountOneWhereThereIsNone() throws Exception {
        mountinfo("32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu");
        cgroup("1:cpu:/");
        assertThatThrownBy(() -> new CgroupFinder(proc).candidates())
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("no cgroup2")
                .hasMessageContaining("mount -t cgroup2");
    }

    private void mountinfo(String... lines) throws IOException {
        Files.write(proc.resolve("self/mountinfo"), List.of(lines));
    }

    private void cgroup(String... lines) throws IOException {
        Files.write(proc.resolve("self/cgroup"), List.of(lines));
    }
}
