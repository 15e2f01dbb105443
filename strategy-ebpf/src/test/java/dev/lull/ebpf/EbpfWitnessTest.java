package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.look;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Testimony;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.Stage;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The second source: the kernel's list of sockets, whatever the program has counted. */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class EbpfWitnessTest {

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    private static ActivityMonitor open(BrokenKernel kernel, Stage stage) {
        return kernel.provider().open(MonitorTarget.port(stage.port()), MonitorOptions.defaults());
    }

    @Test
    void seesWhoIsConnectedAndSaysSoBeforehand() throws Exception {
        EbpfStrategyProvider provider = new EbpfStrategyProvider();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = Looks.open(stage.port())) {
            assertThat(monitor.witness().testify()).isEqualTo(new Testimony.Seen(List.of()));
            Socket client = stage.connect();
            assertThat(monitor.witness().testify())
                    .isEqualTo(new Testimony.Seen(List.of(new Testimony.Sighting(
                            (InetSocketAddress) client.getRemoteSocketAddress(),
                            (InetSocketAddress) client.getLocalSocketAddress()))));
            assertThat(provider.probeWitness())
                    .isEqualTo(new Availability.Available(monitor.witness().description()));
        }
    }

    @Test
    void putsRightWhatTheProgramDidNotSee() throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(kernel, stage)) {
            kernel.detachLink(1);
            stage.connect();
            assertThat(monitor.witness().testify())
                    .isInstanceOfSatisfying(Testimony.Seen.class, seen -> assertThat(seen.open())
                            .hasSize(1));
            assertThat(look(monitor).openConnections()).isEqualTo(1);
        }
    }

    @Test
    @SuppressWarnings("try") // closed early on purpose
    void isUnreadableWhereSockDiagIsRefusedOrTheMonitorClosed() throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = open(kernel, stage)) {
            kernel.forbidNetlink(true);
            assertThat(monitor.witness().testify()).isInstanceOf(Testimony.Unreadable.class);
            kernel.forbidNetlink(false);
            assertThat(monitor.witness().testify()).isInstanceOf(Testimony.Seen.class);
            monitor.close();
            assertThat(monitor.witness().testify()).isEqualTo(new Testimony.Unreadable("the monitor is closed"));
        }
    }
}
