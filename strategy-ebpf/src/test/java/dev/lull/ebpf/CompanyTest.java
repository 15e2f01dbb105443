package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.awaitOpen;
import static dev.lull.ebpf.Looks.look;
import static dev.lull.ebpf.Looks.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityMonitor;
import dev.lull.StrategyException;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.Stage;
import dev.lull.ebpf.kernel.ForeignProgram;
import dev.lull.ebpf.kernel.Kernel;
import dev.lull.internal.linux.OwnedDescriptor;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several monitors, other people's programs, and cgroups: who sees what, and who is in whose way. */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class CompanyTest {

    private static final EbpfOptions COMPARING_OFTEN =
            EbpfOptions.builder().reconcileInterval(Duration.ofMillis(100)).build();

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    @Test
    void letsTwoMonitorsOfDifferentPortsSeeTheirOwn() throws Exception {
        try (Stage one = Stage.at(Loopback.IPV4, false);
                Stage other = Stage.at(Loopback.IPV4, false);
                ActivityMonitor ofOne = open(one.port());
                ActivityMonitor ofOther = open(other.port())) {
            one.connect();
            other.connect();
            other.connect();
            awaitOpen(ofOne, 1);
            awaitOpen(ofOther, 2);
        }
    }

    @Test
    void letsTwoMonitorsOfTheSamePortBothSeeEverything() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor first = open(stage.port())) {
            Socket early = stage.connect();
            try (ActivityMonitor second = open(stage.port())) {
                Socket late = stage.connect();
                awaitOpen(first, 2);
                awaitOpen(second, 2);
                Stage.reset(early);
                awaitOpen(first, 1);
                awaitOpen(second, 1);
                Stage.reset(late);
                awaitOpen(second, 0);
            }
            awaitOpen(first, 0);
            assertThat(look(first).openedTotal()).isEqualTo(2);
        }
    }

    @Test
    void seesEverythingBesideAnotherProgramThatAlsoSeesEverything() throws Exception {
        Kernel kernel = Kernel.load();
        try (TestCgroup cgroup = TestCgroup.make();
                OwnedDescriptor directory = cgroup.open(kernel);
                ForeignProgram theirs = ForeignProgram.politeOn(kernel, directory);
                Child service = Child.run(
                        Child.shell("echo $$ > " + cgroup.directory() + "/cgroup.procs; exec \"$@\""),
                        ListeningChild.class)) {
            int port = Integer.parseInt(service.line());
            EbpfOptions here = EbpfOptions.builder().cgroup(cgroup.directory()).build();
            try (ActivityMonitor ours = open(port, here)) {
                for (int i = 0; i < 3; i++) {
                    Stage.reset(new Socket(Loopback.IPV4, port));
                }
                awaitOpen(ours, 0);
                assertThat(look(ours).openedTotal()).isEqualTo(3);
                assertThat(theirs.seen(ForeignProgram.PASSIVE_ESTABLISHED)).isEqualTo(3);
                assertThat(theirs.seen(ForeignProgram.STATE_CHANGED)).isPositive();
            }
        }
    }

    @Test
    void putsRightWhatAProgramBreaksThatOverwritesTheFlags() throws Exception {
        Kernel kernel = Kernel.load();
        try (TestCgroup cgroup = TestCgroup.make();
                OwnedDescriptor directory = cgroup.open(kernel);
                Child service = Child.run(
                        Child.shell("echo $$ > " + cgroup.directory() + "/cgroup.procs; exec \"$@\""),
                        ListeningChild.class)) {
            int port = Integer.parseInt(service.line());
            try (ActivityMonitor ours = open(port, COMPARING_OFTEN);
                    ForeignProgram theirs = ForeignProgram.rudeOn(kernel, directory)) {
                Socket client = new Socket(Loopback.IPV4, port);
                awaitOpen(ours, 1);
                assertThat(theirs.seen(ForeignProgram.PASSIVE_ESTABLISHED)).isEqualTo(1);
                Stage.reset(client);
                awaitOpen(ours, 0);
                assertThat(look(ours).openedTotal()).isEqualTo(1);
            }
        }
    }

    @Test
    void namesTheProgramThatSuffersNoOther() throws Exception {
        Kernel kernel = Kernel.load();
        try (TestCgroup cgroup = TestCgroup.make();
                OwnedDescriptor directory = cgroup.open(kernel);
                ForeignProgram theirs = ForeignProgram.exclusiveOn(kernel, directory)) {
            assertThat(theirs.seen(ForeignProgram.PASSIVE_ESTABLISHED)).isZero();
            EbpfOptions there = EbpfOptions.builder().cgroup(cgroup.directory()).build();
            assertThatThrownBy(() -> open(1, there))
                    .isInstanceOf(StrategyException.class)
                    .hasMessageContaining("BPF_LINK_CREATE")
                    .hasMessageContaining("EPERM")
                    .hasMessageContaining("bpftool cgroup tree");
        }
    }

    @Test
    void saysThatADirectoryIsNoCgroup() {
        EbpfOptions there = EbpfOptions.builder().cgroup(Path.of("/proc")).build();
        assertThatThrownBy(() -> open(1, there))
                .isInstanceOf(StrategyException.class)
                .hasMessageContaining("EBADF")
                .hasMessageContaining("/proc is not a cgroup2 directory");
        EbpfOptions nowhere = EbpfOptions.builder().cgroup(Path.of("/nowhere")).build();
        assertThatThrownBy(() -> open(1, nowhere))
                .isInstanceOf(StrategyException.class)
                .hasMessageContaining("ENOENT")
                .hasMessageContaining("/nowhere")
                .hasMessageContaining("choose a directory of a cgroup2");
    }

    @Test
    void countsWithSyncookiesOnly() throws Exception {
        dev.lull.contract.Require.networkNamespaces();
        List<String> ownNamespace = List.of(
                "unshare",
                "--net",
                "sh",
                "-c",
                "ip link set lo up; echo 2 > /proc/sys/net/ipv4/tcp_syncookies; exec \"$@\"",
                "sh");
        try (Child child = Child.run(ownNamespace, SyncookiesChild.class)) {
            assertThat(child.line()).isEqualTo("opened 20, open 20");
            assertThat(child.line()).isEqualTo("opened 20, open 0");
        }
    }
}
