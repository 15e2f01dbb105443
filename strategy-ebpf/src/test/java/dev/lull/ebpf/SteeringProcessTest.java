package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.awaitOpen;
import static dev.lull.ebpf.Looks.look;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.ActivityMonitor;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.Require;
import dev.lull.contract.Stage;
import dev.lull.ebpf.kernel.Kernel;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Steering between processes: a service of another process, another network namespace, and a kill -9. */
@ExtendWith(LeakCheck.class)
final class SteeringProcessTest {

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    @Test
    void leavesNothingBehindWhenItIsKilledAndCutsOffNobodyWhoWasSteered() throws Exception {
        Kernel kernel = Kernel.load();
        KernelObjects before = KernelObjects.now(kernel);
        InetSocketAddress frontend = FreePort.at(Loopback.IPV4);
        try (Stage service = Stage.at(Loopback.IPV4, false)) {
            Socket client;
            Socket accepted;
            try (Child lull = Child.run(
                    List.of(),
                    SteeringChild.class,
                    String.valueOf(frontend.getPort()),
                    String.valueOf(service.port()))) {
                assertThat(lull.line()).contains("can steer connections for a frontend");
                assertThat(lull.line()).isEqualTo("ebpf");
                client = new Socket(frontend.getAddress(), frontend.getPort());
                accepted = service.accept();
                assertThat(accepted.getLocalPort()).as("it is steered").isEqualTo(frontend.getPort());
                lull.kill();
            }
            try (client) {
                Awaitility.await("no BPF object more than before")
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> KernelObjects.now(kernel).without(before), KernelObjects::isEmpty);
                accepted.getOutputStream().write(7);
                assertThat(client.getInputStream().read()).isEqualTo(7);
                assertThatThrownBy(() -> new Socket(frontend.getAddress(), frontend.getPort()))
                        .isInstanceOf(ConnectException.class);
            }
        }
    }

    @Test
    void findsAServiceInAnotherProcessAndCgroup() throws Exception {
        InetSocketAddress frontend = FreePort.at(Loopback.IPV4);
        try (TestCgroup cgroup = TestCgroup.make();
                Child service = Child.run(cgroup.join(), ListeningChild.class)) {
            int port = Integer.parseInt(service.line());
            MonitorTarget target = new MonitorTarget.Proxied(frontend, new InetSocketAddress(Loopback.IPV4, port));
            EbpfOptions settings = EbpfOptions.builder()
                    .serviceProcesses(() -> List.of(service.pid()))
                    .build();
            try (ActivityMonitor monitor = new EbpfStrategyProvider()
                            .open(
                                    target,
                                    MonitorOptions.builder().settings(settings).build());
                    ActivityMonitor beside = Looks.open(port);
                    Socket client = new Socket(frontend.getAddress(), frontend.getPort())) {
                awaitOpen(monitor, 1);
                assertThat(look(beside).openConnections()).as("relayed").isZero();
                assertThat(client.isConnected()).isTrue();
            }
        }
    }

    @Test
    void steersInANetworkNamespaceOfItsOwn() throws Exception {
        Require.networkNamespaces();
        List<String> ownNamespace = List.of("unshare", "--net", "sh", "-c", "ip link set lo up; exec \"$@\"", "sh");
        try (Child child = Child.run(ownNamespace, SteeringChild.class, SteeringChild.WITHIN)) {
            assertThat(child.line()).isEqualTo("steered 10");
        }
    }
}
