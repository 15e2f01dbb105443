package dev.lull.ebpf;

import static dev.lull.ebpf.Looks.look;
import static dev.lull.ebpf.Looks.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.MonitorOptions;
import dev.lull.MonitorTarget;
import dev.lull.Reading;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.Stage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Without the kernel's list of sockets, earlier connections and what the program misses would not be seen. */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class SockDiagRefusedTest {

    @BeforeEach
    void needsTheKernel() {
        RequireEbpf.here();
    }

    @Test
    void doesNotOpenWhereAFilterForbidsNetlink() throws Exception {
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                Child child = Child.run(
                        List.of(), OpeningChild.class, String.valueOf(stage.port()), OpeningChild.WITHOUT_NETLINK)) {
            stage.connect();
            assertThat(child.line())
                    .startsWith("Unsupported: ")
                    .contains("AF_NETLINK", "EAFNOSUPPORT", "open before would not be seen", "procfs");
            assertThat(child.line()).startsWith("refused: ").contains("RestrictAddressFamilies");
        }
    }

    @Test
    void probesNeitherItselfNorItsWitnessAsAvailable() throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        kernel.forbidNetlink(true);
        assertThat(kernel.provider().probe()).isInstanceOf(Availability.Unsupported.class);
        assertThat(kernel.provider().probeWitness()).isInstanceOf(Availability.Unsupported.class);
    }

    @Test
    void isUnreadableFromAFailedComparisonUntilOneSucceeds() throws Exception {
        BrokenKernel kernel = new BrokenKernel();
        MonitorOptions comparingOften = MonitorOptions.builder()
                .settings(EbpfOptions.builder()
                        .reconcileInterval(Duration.ofMillis(20))
                        .build())
                .build();
        try (Stage stage = Stage.at(Loopback.IPV4, false);
                ActivityMonitor monitor = kernel.provider().open(MonitorTarget.port(stage.port()), comparingOften)) {
            stage.connect();
            assertThat(look(monitor).openConnections()).isEqualTo(1);
            kernel.forbidNetlink(true);
            patiently().until(() -> monitor.read() instanceof Reading.Unreadable);
            assertThat(((Reading.Unreadable) monitor.read()).reason()).contains("AF_NETLINK", "EAFNOSUPPORT");
            kernel.forbidNetlink(false);
            assertThat(look(monitor).openConnections()).isEqualTo(1);
        }
    }
}
