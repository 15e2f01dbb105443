package dev.lull.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityMonitor;
import dev.lull.ActivitySnapshot;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Reading;
import dev.lull.StrategyException;
import dev.lull.Testimony;
import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.OtherNamespace;
import dev.lull.contract.Require;
import dev.lull.procfs.ProcfsOptions.Source;
import java.io.IOException;
import java.net.ServerSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Watches another process's network namespace. */
@ExtendWith(LeakCheck.class)
class OtherProcessTest {

    @BeforeEach
    void namespaces() {
        Require.networkNamespaces();
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "SOCK_DIAG", "PROC_FILES"})
    void seesTheConnectionInTheOtherNamespaceAndItsEnd(Source source) throws IOException {
        int port = FreePort.at(Loopback.IPV4).getPort();
        OtherNamespace other = OtherNamespace.withConnectionTo(port);
        try (ActivityMonitor monitor = open(source, other.pid(), port)) {
            assertThat(openConnections(monitor)).isEqualTo(1);
            assertWitnessSees(monitor, source == Source.PROC_FILES ? 0 : 1);
            assertThat(monitor.description()).contains(String.valueOf(other.pid()));
            other.close();
            Awaitility.await().untilAsserted(() -> assertThat(monitor.read())
                    .isInstanceOfSatisfying(
                            Reading.Unreadable.class, unreadable -> assertThat(unreadable.unservedPorts())
                                    .as("the service ended with its connection")
                                    .containsExactly(port)));
        } finally {
            other.close();
        }
    }

    @Test
    void prefersSockDiagForAnotherProcessToo() throws IOException {
        int port = FreePort.at(Loopback.IPV4).getPort();
        try (OtherNamespace other = OtherNamespace.withConnectionTo(port);
                ActivityMonitor monitor = open(Source.AUTO, other.pid(), port)) {
            assertThat(monitor.description()).isEqualTo("sock_diag, network namespace of process " + other.pid());
        }
    }

    @Test
    void stillLooksAtItsOwnNamespaceAfterwards() throws IOException {
        try (ServerSocket server = new ServerSocket(0);
                OtherNamespace other = OtherNamespace.withConnectionTo(server.getLocalPort());
                ActivityMonitor theirs = open(Source.SOCK_DIAG, other.pid(), server.getLocalPort());
                ActivityMonitor ours =
                        open(Source.SOCK_DIAG, ProcessHandle.current().pid(), server.getLocalPort())) {
            assertThat(openConnections(theirs)).isEqualTo(1);
            assertThat(openConnections(ours)).isZero();
        }
    }

    @Test
    void takesTheFilesWhereItMayNotEnterTheNamespace() throws IOException, InterruptedException {
        Require.that("netns", Require.hasProgram("setpriv"), "needs setpriv (util-linux)");
        int port = FreePort.at(Loopback.IPV4).getPort();
        try (OtherNamespace other = OtherNamespace.withConnectionTo(port)) {
            ChildJvm.Result child = ChildJvm.behind("setpriv", "--bounding-set=-sys_admin")
                    .run(String.valueOf(other.pid()), String.valueOf(port));
            assertThat(child.output())
                    .contains("open 1 by /proc files in /proc/" + other.pid() + "/net, because sock_diag: setns(/proc/"
                            + other.pid() + "/ns/net): EPERM");
        }
    }

    @Test
    void oshiCannotLookThere() {
        long pid = ProcessHandle.current().pid();
        assertThatThrownBy(() -> open(Source.OSHI, pid, 22))
                .isInstanceOf(StrategyException.class)
                .hasMessageContaining("OSHI: it sees its own network namespace only");
    }

    private static ActivityMonitor open(Source source, long pid, int port) {
        ProcfsOptions options = ProcfsOptions.builder().source(source).pid(pid).build();
        return new ProcfsStrategyProvider()
                .open(
                        MonitorTarget.port(port),
                        MonitorOptions.builder().settings(options).build());
    }

    private static void assertWitnessSees(ActivityMonitor monitor, int expected) {
        Testimony testimony = monitor.witness().testify();
        if (expected == 0) {
            assertThat(testimony)
                    .isEqualTo(new Testimony.Absent("sock_diag sees this process's own network namespace, the files may"
                            + " show another one"));
        } else {
            assertThat(testimony).isInstanceOfSatisfying(Testimony.Seen.class, seen -> assertThat(seen.open())
                    .hasSize(expected));
        }
    }

    private static int openConnections(ActivityMonitor monitor) {
        return ((ActivitySnapshot) monitor.read()).openConnections();
    }
}
