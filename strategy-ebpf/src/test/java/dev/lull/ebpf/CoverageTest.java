package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.awaitOpen;
import static dev.lull.ebpf.Looks.look;
import static dev.lull.ebpf.Looks.open;
import static dev.lull.ebpf.Looks.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.Reading;
import dev.lull.StrategyException;
import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.Require;
import dev.lull.contract.Stage;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A program on a cgroup sees the sockets that were made in it or below it: nothing is concluded about others. */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class CoverageTest {

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    private static EbpfOptions on(TestCgroup cgroup) {
        return EbpfOptions.builder()
                .cgroup(cgroup.directory())
                .reconcileInterval(Duration.ofMillis(50))
                .build();
    }

    private static String reason(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Unreadable.class);
        return ((Reading.Unreadable) reading).reason();
    }

    @Test
    void refusesAServiceThatListensInAnotherCgroup() throws Exception {
        try (TestCgroup theirs = TestCgroup.make();
                TestCgroup ours = TestCgroup.make();
                Child service = Child.run(theirs.join(), ListeningChild.class)) {
            int port = Integer.parseInt(service.line());
            assertThatThrownBy(() -> open(port, on(ours)))
                    .isInstanceOf(StrategyException.class)
                    .hasMessageContaining("the service at port " + port + " is out of sight")
                    .hasMessageContaining(ours.directory().toString())
                    .hasMessageContaining("procfs");
        }
    }

    @Test
    void isUnreadableOnceAServiceListensInAnotherCgroup() throws Exception {
        int port = FreePort.at(Loopback.IPV4).getPort();
        try (TestCgroup theirs = TestCgroup.make();
                TestCgroup ours = TestCgroup.make();
                ActivityMonitor monitor = open(port, on(ours))) {
            assertThat(reason(monitor.read())).isEqualTo("nothing listens on port " + port);
            try (Child service = Child.run(theirs.join(), ListeningChild.class, String.valueOf(port));
                    Socket client = new Socket(Loopback.IPV4, Integer.parseInt(service.line()))) {
                assertThat(client.isConnected()).isTrue();
                patiently().until(() -> {
                    Reading reading = monitor.read();
                    assertThat(reading instanceof ActivitySnapshot look && look.openConnections() == 0)
                            .as("taken for idle")
                            .isFalse();
                    return reading instanceof ActivitySnapshot; // once sock_diag was compared
                });
                Stage.reset(client);
                patiently()
                        .until(() -> monitor.read() instanceof Reading.Unreadable unreadable
                                && unreadable.reason().contains("out of sight"));
                assertThat(reason(monitor.read())).contains("EbpfOptions.cgroup", "procfs");
            }
        }
    }

    @Test
    void seesAServiceThatListensInACgroupBelow() throws Exception {
        int port = FreePort.at(Loopback.IPV4).getPort();
        try (TestCgroup ours = TestCgroup.make();
                TestCgroup below = ours.makeBelow();
                ActivityMonitor monitor = open(port, on(ours));
                Child service = Child.run(below.join(), ListeningChild.class, String.valueOf(port))) {
            assertThat(service.line()).isEqualTo(String.valueOf(port));
            assertThat(look(monitor).openConnections()).isZero();
            try (Socket client = new Socket(Loopback.IPV4, port)) {
                awaitOpen(monitor, 1);
                Stage.reset(client);
                awaitOpen(monitor, 0);
            }
        }
    }

    @Test
    void seesAServiceWhoseProcessHasLeftItsCgroup() throws Exception {
        try (TestCgroup ours = TestCgroup.make();
                Child service = Child.run(ours.join(), ListeningChild.class)) {
            int port = Integer.parseInt(service.line());
            ours.leave(service.pid());
            try (ActivityMonitor monitor = open(port, on(ours));
                    Socket client = new Socket(Loopback.IPV4, port)) {
                awaitOpen(monitor, 1);
                Stage.reset(client);
                awaitOpen(monitor, 0);
            }
        }
    }

    @Test
    void seesAListenerWhoseCgroupIsGone() throws Exception {
        try (TestCgroup cgroup = TestCgroup.make();
                Child service = Child.run(cgroup.join(), ListeningChild.class)) {
            int port = Integer.parseInt(service.line());
            try (ActivityMonitor monitor = open(port, on(cgroup))) {
                assertThat(look(monitor).openConnections()).isZero();
                cgroup.leave(service.pid());
                cgroup.remove();
                try (Socket client = new Socket(Loopback.IPV4, port)) {
                    awaitOpen(monitor, 1);
                    Stage.reset(client);
                    awaitOpen(monitor, 0);
                }
            }
        }
    }

    @Test
    void isUnreadableOnceItsCgroupIsGoneWithAllItsSockets() throws Exception {
        try (TestCgroup cgroup = TestCgroup.make();
                Child service = Child.run(cgroup.join(), ListeningChild.class);
                ActivityMonitor monitor = open(Integer.parseInt(service.line()), on(cgroup))) {
            assertThat(look(monitor).openConnections()).isZero();
            service.kill();
            patiently().ignoreException(IOException.class).until(() -> {
                cgroup.remove();
                return true;
            });
            patiently()
                    .until(() -> monitor.read() instanceof Reading.Unreadable unreadable
                            && unreadable.reason().contains("detached"));
            assertThat(reason(monitor.read())).contains("cannot be attached again", "ENOENT");
        }
    }

    @Test
    void refusesAServiceOutsideOfItsCgroupNamespace() throws Exception {
        try (TestCgroup cgroup = TestCgroup.make();
                Stage stage = Stage.at(Loopback.IPV4, false);
                Child sidecar = inACgroupNamespaceOf(cgroup, "umount $0; ", stage.port())) {
            assertThat(sidecar.line()).startsWith("Available: ").contains("that cgroup only");
            assertThat(sidecar.line())
                    .startsWith("refused: ")
                    .contains("the service at port " + stage.port() + " is out of sight", "--cgroupns=host");
        }
    }

    @Test
    void takesTheTrueRootWhereACgroupNamespaceShowsIt() throws Exception {
        try (TestCgroup cgroup = TestCgroup.make();
                Stage stage = Stage.at(Loopback.IPV4, false);
                Child sidecar = inACgroupNamespaceOf(cgroup, "", stage.port())) {
            assertThat(sidecar.line())
                    .startsWith("Available: ")
                    .contains(cgroup.above().toString())
                    .doesNotContain("that cgroup only");
            assertThat(sidecar.line())
                    .startsWith("opened: ")
                    .contains(ActivitySnapshot.class.getSimpleName(), "openConnections=0");
        }
    }

    /** As a sidecar has it: "/" is its own cgroup, mounted anew at /mnt, and the network is everybody's. */
    private static Child inACgroupNamespaceOf(TestCgroup cgroup, String before, int port) throws Exception {
        Require.that("ebpf", Require.isRoot() && Require.hasProgram("unshare"), "needs root and unshare");
        List<String> command = new ArrayList<>(cgroup.join());
        command.addAll(List.of(
                "unshare",
                "--cgroup",
                "--mount",
                "sh",
                "-c",
                "mount -t cgroup2 none /mnt; " + before + "exec \"$@\"",
                cgroup.above().toString()));
        return Child.run(command, OpeningChild.class, String.valueOf(port));
    }
}
