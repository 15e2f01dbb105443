package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.awaitOpen;
import static dev.lull.ebpf.Looks.look;
import static dev.lull.ebpf.Looks.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Reading;
import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.Stage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** As long as nothing listens at a watched port, that nobody is connected says nothing. */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class UnservedTest {

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    private static ActivityMonitor open(SortedSet<Integer> ports, Optional<InetAddress> address) {
        return new EbpfStrategyProvider().open(new MonitorTarget.Observed(ports, address), MonitorOptions.defaults());
    }

    private static void assertUnserved(ActivityMonitor monitor, int... ports) {
        assertThat(monitor.read())
                .isInstanceOfSatisfying(Reading.Unreadable.class, reading -> assertThat(reading.unservedPorts())
                        .containsExactlyElementsOf(
                                java.util.Arrays.stream(ports).boxed().toList()));
    }

    @Test
    void namesThePortsAtWhichNothingListens() throws Exception {
        int missing = FreePort.at(Loopback.IPV4).getPort();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(new TreeSet<>(List.of(stage.port(), missing)), Optional.empty())) {
            assertUnserved(monitor, missing);
            Socket client = stage.connect();
            awaitOpen(monitor, 1);
            Stage.reset(client);
            patiently().until(() -> monitor.read() instanceof Reading.Unreadable);
            assertUnserved(monitor, missing);
            try (ServerSocket late = new ServerSocket(missing, 1, Loopback.IPV4)) {
                assertThat(late.isBound()).isTrue();
                assertThat(look(monitor).openConnections()).isZero();
            }
            assertUnserved(monitor, missing);
        }
    }

    @Test
    @SuppressWarnings("try") // closed early on purpose
    void isInUseWhileAClientIsConnectedThoughNothingListensAnyMore() throws Exception {
        InetSocketAddress service = FreePort.at(Loopback.IPV4);
        try (ActivityMonitor monitor = open(new TreeSet<>(List.of(service.getPort())), Optional.empty());
                ServerSocket server = new ServerSocket(service.getPort(), 1, service.getAddress());
                Socket client = new Socket(service.getAddress(), service.getPort());
                Socket accepted = server.accept()) {
            server.close();
            assertThat(accepted.isConnected()).isTrue();
            assertThat(look(monitor).openConnections()).isEqualTo(1);
            Stage.reset(client);
            patiently().until(() -> monitor.read() instanceof Reading.Unreadable);
            assertUnserved(monitor, service.getPort());
        }
    }

    @Test
    void looksForAListenerAtTheWatchedAddressOrAtEveryOne() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, Loopback.IPV4_OTHER);
                ActivityMonitor monitor =
                        open(new TreeSet<>(List.of(server.getLocalPort())), Optional.of(Loopback.IPV4))) {
            assertUnserved(monitor, server.getLocalPort());
        }
        for (InetAddress everywhere : List.of(Loopback.ANY, Loopback.ANY_IPV4)) {
            try (ServerSocket server = new ServerSocket(0, 1, everywhere);
                    ActivityMonitor monitor =
                            open(new TreeSet<>(List.of(server.getLocalPort())), Optional.of(Loopback.IPV4))) {
                assertThat(look(monitor).openConnections()).isZero();
            }
        }
    }
}
